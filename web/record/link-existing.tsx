import { createSignal } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { recordsOf } from '#web/app/api.ts';
import { showProblem } from '#web/app/problems.ts';
import { titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { ChoiceList } from '#web/ui/choice-list.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Link } from '#web/ui/icons.ts';
import { Popover } from '#web/ui/popover.tsx';
import { useRefSource } from '#web/ui/ref-source.ts';
import { text } from '#web/ui/text.ts';
import { showToast } from '#web/ui/toast.tsx';
import { saveFields } from './record.mutations.ts';

/** Looks for a record that there is already and makes it belong to this one. */
export function LinkExisting(props: { entity: EntityInfo; field: string; record: AnyRecord }) {
  const source = useRefSource();
  const [isOpen, setIsOpen] = createSignal(false);
  const link = async (id: string) => {
    setIsOpen(false);
    try {
      const other = await recordsOf(props.entity.noun).get({ params: { id } });
      const before = other[props.field];
      const saved = await saveFields(other, { [props.field]: props.record.id });
      if (!saved) return;
      showToast({
        title: strings.linking.linked(titleOfRecord(saved)),
        action: { label: text.undo, onSelect: () => void saveFields(saved, { [props.field]: before }) },
      });
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <Popover
      label={strings.linking.link(props.entity.label.one)}
      triggerLabel={strings.linking.link(props.entity.label.one)}
      placement="bottom-end"
      isOpen={isOpen()}
      onOpenChange={setIsOpen}
      triggerClass="inline-grid size-6 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink touch:size-9"
      trigger={<Icon of={Link} size={13} />}
    >
      <ChoiceList
        label={props.entity.label.one}
        selected={[]}
        load={(words) => source.search(props.entity.noun, words)}
        onPick={(choice) => void link(choice.id)}
      />
    </Popover>
  );
}
