import { createSignal } from 'solid-js';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import type { FieldInfo } from './field.ts';
import { FilterBuilder } from './filter-builder.tsx';
import { text } from './text.ts';

type Fields = Readonly<Record<string, FieldInfo>>;

/** The whole filter in a window, applied when it is done. */
export function FilterDialog(props: {
  onClose: () => void;
  fields: Fields;
  value: Predicate | undefined;
  onChange: (value: Predicate | undefined) => void;
}) {
  const [draft, setDraft] = createSignal<Predicate | undefined>();
  const [isTouched, setIsTouched] = createSignal(false);
  return (
    <Dialog
      isOpen
      onOpenChange={props.onClose}
      title={text.filter.title}
      width="lg"
      footer={
        <>
          <Button variant="ghost" onClick={() => props.onClose()}>
            {text.cancel}
          </Button>
          <Button
            variant="primary"
            onClick={() => {
              if (isTouched()) props.onChange(draft());
              props.onClose();
            }}
          >
            {text.apply}
          </Button>
        </>
      }
    >
      <FilterBuilder
        fields={props.fields}
        value={props.value}
        onChange={(next) => {
          setDraft(() => next);
          setIsTouched(true);
        }}
      />
    </Dialog>
  );
}
