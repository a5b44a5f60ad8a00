import { createSignal } from 'solid-js';
import { strings } from '#web/app/strings.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { FieldInput } from '#web/ui/field-input.tsx';
import { FormField } from '#web/ui/form-field.tsx';
import { text } from '#web/ui/text.ts';

export type TagChange = { readonly add: string[]; readonly remove: string[] };

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []);

/** Tags that many records get or lose; their other tags stay. */
export function BulkTagDialog(props: {
  entity: EntityInfo;
  isBusy: boolean;
  onClose: () => void;
  onApply: (tags: TagChange) => void;
}) {
  const [add, setAdd] = createSignal<readonly string[]>([]);
  const [remove, setRemove] = createSignal<readonly string[]>([]);
  const field = () => props.entity.fields['tags'];
  const input = (label: string, value: () => readonly string[], set: (next: readonly string[]) => void) => (
    <FormField label={label}>
      {(ids) => {
        const known = field();
        return known ? (
          <FieldInput {...ids} field={known} label={label} value={value()} onChange={(next) => set(textsOf(next))} />
        ) : null;
      }}
    </FormField>
  );
  return (
    <Dialog
      isOpen
      onOpenChange={props.onClose}
      title={strings.bulk.tag}
      width="sm"
      footer={
        <>
          <Button variant="ghost" onClick={() => props.onClose()}>
            {text.cancel}
          </Button>
          <Button
            variant="primary"
            isBusy={props.isBusy}
            disabled={add().length + remove().length === 0}
            onClick={() => props.onApply({ add: [...add()], remove: [...remove()] })}
          >
            {strings.bulk.plan}
          </Button>
        </>
      }
    >
      <div class="space-y-3.5">
        {input(strings.bulk.addTags, add, setAdd)}
        {input(strings.bulk.removeTags, remove, setRemove)}
      </div>
    </Dialog>
  );
}
