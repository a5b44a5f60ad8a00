import { createSignal, Show } from 'solid-js';
import { useMe } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { FieldInput } from '#web/ui/field-input.tsx';
import { isEditable } from '#web/ui/field-kinds.ts';
import { FormField } from '#web/ui/form-field.tsx';
import { Select } from '#web/ui/select.tsx';
import { text } from '#web/ui/text.ts';
import { tidied } from '#web/ui/tidy.ts';
import type { Patch } from './record.mutations.ts';

/** One field and its new value for many records. */
export function BulkEditDialog(props: {
  entity: EntityInfo;
  count: number;
  /** What would change is shown before anything does. */
  isPlanned: boolean;
  field: string | undefined;
  isBusy: boolean;
  onClose: () => void;
  onApply: (patch: Patch) => void;
}) {
  const me = useMe();
  const [key, setKey] = createSignal(props.field);
  const [value, setValue] = createSignal<unknown>();
  const field = () => {
    const name = key();
    return name === undefined ? undefined : props.entity.fields[name];
  };
  const options = () =>
    Object.entries(props.entity.fields)
      .filter(([name, f]) => isEditable(f) && me.canEdit(props.entity.noun, name))
      .map(([id, f]) => ({ id, label: f.label }))
      .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <Dialog
      isOpen
      onOpenChange={props.onClose}
      title={key() === 'ownerId' ? strings.bulk.assign : strings.bulk.edit}
      width="sm"
      footer={
        <>
          <Button variant="ghost" onClick={() => props.onClose()}>
            {text.cancel}
          </Button>
          <Button
            variant="primary"
            isBusy={props.isBusy}
            disabled={!key() || (field()?.required === true && value() === undefined)}
            onClick={() => {
              const name = key();
              const known = field();
              if (name && known) props.onApply({ [name]: tidied(known, value()) });
            }}
          >
            {props.isPlanned ? strings.bulk.plan : strings.bulk.apply(props.count)}
          </Button>
        </>
      }
    >
      <div class="space-y-3.5">
        <FormField label={strings.bulk.field}>
          {(ids) => (
            <Select
              {...ids}
              label={strings.bulk.field}
              options={options()}
              value={key()}
              emptyLabel={strings.bulk.choose}
              onChange={(next) => {
                setKey(next);
                setValue(undefined);
              }}
            />
          )}
        </FormField>
        <Show when={field()} keyed>
          {(known) => (
            <FormField label={strings.bulk.value} help={known.required ? undefined : strings.bulk.empties}>
              {(ids) => (
                <FieldInput
                  {...ids}
                  field={known}
                  label={known.label}
                  value={value()}
                  onChange={(next) => setValue(() => next)}
                />
              )}
            </FormField>
          )}
        </Show>
      </div>
    </Dialog>
  );
}
