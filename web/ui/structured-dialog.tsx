import { createSignal, Show } from 'solid-js';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import type { FieldInfo } from './field.ts';
import { FieldInput } from './field-input.tsx';
import { text } from './text.ts';
import { missingIn, tidied } from './tidy.ts';

/** Where a list or a group is edited: it needs more room than its place among the properties. */
export function StructuredDialog(props: {
  field: FieldInfo;
  value: unknown;
  onSave: (value: unknown, hasChangedMeanwhile: boolean) => void;
  onClose: () => void;
}) {
  const [draft, setDraft] = createSignal(props.value);
  const began = JSON.stringify(props.value);
  const [complaint, setComplaint] = createSignal<string>();
  const save = (event: Event) => {
    event.preventDefault();
    const next = tidied(props.field, draft());
    const missing = missingIn(props.field, next);
    setComplaint(missing);
    if (missing) return;
    const now = JSON.stringify(props.value);
    if (JSON.stringify(next) !== now) props.onSave(next, now !== began);
    props.onClose();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={props.onClose}
      title={props.field.label}
      {...(props.field.help && { description: props.field.help })}
      footer={
        <>
          <Button variant="ghost" onClick={() => props.onClose()}>
            {text.cancel}
          </Button>
          <Button variant="primary" type="submit" form="structured-form">
            {text.save}
          </Button>
        </>
      }
    >
      <form
        id="structured-form"
        novalidate
        onSubmit={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) save(event);
        }}
      >
        <FieldInput
          field={props.field}
          label={props.field.label}
          value={draft()}
          onChange={(value) => {
            setComplaint(undefined);
            setDraft(() => value);
          }}
        />
        <Show when={complaint()}>
          <p class="mt-2 text-xs text-danger" role="alert">
            {complaint()}
          </p>
        </Show>
      </form>
    </Dialog>
  );
}
