import { createSignal, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { useMe } from '#web/app/me.tsx';
import { titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { planChanges } from '#web/change-set/change-set.queries.ts';
import { saveFields } from '#web/record/record.mutations.ts';
import { Button } from '#web/ui/button.tsx';
import { History } from '#web/ui/icons.ts';
import { text } from '#web/ui/text.ts';
import { showToast } from '#web/ui/toast.tsx';
import { ViewAsLink } from './role-actions.tsx';

/** Takes a person's access away, or gives it back. */
export default function UserActions(props: { record: AnyRecord }) {
  const me = useMe();
  const [isBusy, setIsBusy] = createSignal(false);
  const isOut = () => props.record['status'] === 'suspended' || props.record['status'] === 'deprovisioned';
  const set = async (status: string) => {
    const before = props.record['status'];
    setIsBusy(true);
    const saved = await saveFields(props.record, { status });
    setIsBusy(false);
    if (!saved) return;
    const name = titleOfRecord(saved);
    showToast({
      title: status === 'active' ? strings.settings.enabled(name) : strings.settings.suspended(name),
      action: { label: text.undo, onSelect: () => void saveFields(saved, { status: before }) },
    });
  };
  const canUndoHour = () => (props.record.id === me.id || me.can('create', 'changeSet')) && !isOut();
  const undoHour = async () => {
    setIsBusy(true);
    await planChanges({ action: 'undoPerson', personId: props.record.id });
    setIsBusy(false);
  };
  return (
    <>
      <ViewAsLink kind="user" id={props.record.id} />
      <Show when={canUndoHour()}>
        <Button
          icon={History}
          isBusy={isBusy()}
          title={strings.changeSet.undoHourTitle(titleOfRecord(props.record))}
          onClick={() => void undoHour()}
        >
          {strings.changeSet.undoHour}
        </Button>
      </Show>
      <Show when={me.canEdit('user', 'status') && props.record.id !== me.id && props.record.deletedAt === undefined}>
        <Button isBusy={isBusy()} onClick={() => void set(isOut() ? 'active' : 'suspended')}>
          {isOut() ? strings.settings.enable : strings.settings.suspend}
        </Button>
      </Show>
    </>
  );
}
