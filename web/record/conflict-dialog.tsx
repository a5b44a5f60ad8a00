import { For, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { queryClient } from '#web/app/query-client.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { formatInstant } from '#web/lib/format.ts';
import { Button } from '#web/ui/button.tsx';
import { cx } from '#web/ui/cx.ts';
import { Dialog } from '#web/ui/dialog.tsx';
import type { FieldInfo } from '#web/ui/field.ts';
import { FieldValue } from '#web/ui/field-value.tsx';
import { type Conflict, closeConflict, conflict } from './conflict-state.ts';
import { saveFields } from './record.mutations.ts';
import { recordKey } from './record.queries.ts';

/** Asks, field by field, whose value holds when two people changed a record at once. */
export function ConflictDialog() {
  return (
    <Show when={conflict()} keyed>
      {(open) => <Question conflict={open} />}
    </Show>
  );
}

function Question(props: { conflict: Conflict }) {
  const [isMine, setIsMine] = createStore<Record<string, boolean>>({});
  const fields = () => {
    const entity = entityOf(props.conflict.current.type);
    return Object.keys(props.conflict.patch).flatMap((key) => {
      const field = entity?.fields[key];
      return field ? [{ key, field }] : [];
    });
  };
  const close = () => {
    const { current } = props.conflict;
    queryClient.setQueryData(recordKey(current.type, current.id), current);
    closeConflict();
  };
  const save = () => {
    const { current, patch } = props.conflict;
    const chosen = Object.fromEntries(Object.entries(patch).filter(([key]) => isMine[key] !== false));
    close();
    if (Object.keys(chosen).length > 0) void saveFields(current, chosen);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={close}
      title={strings.conflict.title}
      description={strings.conflict.lead(props.conflict.who, formatInstant(props.conflict.at))}
      footer={
        <>
          <Button variant="ghost" onClick={close}>
            {strings.conflict.keepTheirs}
          </Button>
          <Button variant="primary" onClick={save}>
            {strings.conflict.save}
          </Button>
        </>
      }
    >
      <For each={fields()}>
        {({ key, field }) => (
          <fieldset class="mb-3 last:mb-0">
            <legend class="mb-1 text-xs font-medium text-ink-2">{field.label}</legend>
            <div class="grid gap-2 sm:grid-cols-2">
              <Side
                name={key}
                label={strings.conflict.yours}
                field={field}
                value={props.conflict.patch[key]}
                isChosen={isMine[key] !== false}
                onChoose={() => setIsMine(key, true)}
              />
              <Side
                name={key}
                label={strings.conflict.theirs}
                field={field}
                value={props.conflict.current[key]}
                isChosen={isMine[key] === false}
                onChoose={() => setIsMine(key, false)}
              />
            </div>
          </fieldset>
        )}
      </For>
    </Dialog>
  );
}

const Side = (props: {
  name: string;
  label: string;
  field: FieldInfo;
  value: unknown;
  isChosen: boolean;
  onChoose: () => void;
}) => (
  <label
    class={cx(
      'flex min-w-0 items-start gap-2 rounded-lg border px-3 py-2',
      props.isChosen ? 'border-accent bg-accent-soft' : 'border-line hover:border-line-strong',
    )}
  >
    <input type="radio" name={props.name} class="mt-0.5" checked={props.isChosen} onChange={() => props.onChoose()} />
    <span class="min-w-0">
      <span class="block text-xs text-muted">{props.label}</span>
      <Show when={props.value !== undefined && props.value !== null} fallback={<span class="text-muted">—</span>}>
        <FieldValue field={props.field} value={props.value} />
      </Show>
    </span>
  </label>
);
