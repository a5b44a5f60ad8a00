// biome-ignore-all lint/a11y/useSemanticElements: a group of controls within a form; a fieldset would bring its own layout
import { For, Index, Show } from 'solid-js';
import { Button, IconButton } from './button.tsx';
import { Chip } from './chip.tsx';
import type { InputProps } from './field.ts';
import { Plus, X } from './icons.ts';
import { text } from './text.ts';
import { TextInput } from './text-input.tsx';

export type Entry = {
  readonly value: string;
  readonly kind?: string | undefined;
  readonly isPrimary?: boolean | undefined;
};

const kinds = { email: ['work', 'home', 'other'], phone: ['mobile', 'work', 'home', 'fax', 'other'] } as const;

/** Several e-mail addresses or phone numbers, each with its kind; the first is the primary one unless another is marked. */
export function EntriesInput(props: InputProps<readonly Entry[]> & { entryKind: 'email' | 'phone' }) {
  const entries = (): readonly Entry[] => (props.value?.length ? props.value : [{ value: '' }]);
  const emit = (next: readonly Entry[]) => props.onChange(next.length ? next : undefined);
  const change = (at: number, part: Partial<Entry>) =>
    emit(entries().map((entry, i) => (i === at ? { ...entry, ...part } : entry)));
  return (
    <div class="space-y-1.5" role="group" aria-label={props.label}>
      <Index each={entries()}>
        {(entry, index) => (
          <div class="flex items-center gap-1">
            <TextInput
              type={props.entryKind === 'email' ? 'email' : 'tel'}
              label={`${props.label} ${index + 1}`}
              id={index === 0 ? props.id : undefined}
              value={entry().value}
              isInvalid={props.isInvalid}
              describedBy={props.describedBy}
              autofocus={props.autofocus && index === 0}
              onChange={(value) => change(index, { value: value ?? '' })}
            />
            <select
              aria-label={`${props.label} ${index + 1}: ${text.kind}`}
              class="control w-22 shrink-0 touch:h-10"
              value={entry().kind ?? kinds[props.entryKind][0]}
              onChange={(event) => change(index, { kind: event.currentTarget.value })}
            >
              <For each={kinds[props.entryKind]}>{(kind) => <option value={kind}>{text.entryKinds[kind]}</option>}</For>
            </select>
            <Show when={entries().length > 1}>
              <IconButton
                label={text.removeRow}
                icon={X}
                size={14}
                onClick={() => emit(entries().filter((_, i) => i !== index))}
              />
            </Show>
          </div>
        )}
      </Index>
      <Button variant="ghost" size="sm" icon={Plus} onClick={() => emit([...entries(), { value: '' }])}>
        {text.addRow}
      </Button>
    </div>
  );
}

/** Short labels, one after another: Enter or a comma ends one, Backspace takes the last away. */
export function LabelsInput(props: InputProps<readonly string[]>) {
  const labels = () => props.value ?? [];
  const emit = (next: readonly string[]) => props.onChange(next.length ? next : undefined);
  const take = (input: HTMLInputElement) => {
    const typed = input.value.trim();
    input.value = '';
    if (typed && !labels().includes(typed)) emit([...labels(), typed]);
  };
  return (
    <div class="control flex h-auto min-h-7.5 flex-wrap items-center gap-1 py-0.5">
      <For each={labels()}>
        {(label) => (
          <Chip>
            {label}
            <button
              type="button"
              aria-label={`${text.remove} ${label}`}
              class="ml-1 text-muted hover:text-ink"
              onClick={() => emit(labels().filter((l) => l !== label))}
            >
              ×
            </button>
          </Chip>
        )}
      </For>
      <input
        id={props.id}
        aria-label={props.id ? undefined : props.label}
        aria-invalid={props.isInvalid || undefined}
        aria-describedby={props.describedBy}
        autocomplete="off"
        placeholder={labels().length === 0 ? props.placeholder : undefined}
        class="h-6 min-w-20 flex-1 bg-transparent outline-none placeholder:text-muted"
        onBlur={(event) => take(event.currentTarget)}
        onKeyDown={(event) => {
          const input = event.currentTarget;
          if (event.key === ',' || (event.key === 'Enter' && input.value.trim())) {
            event.preventDefault();
            event.stopPropagation();
            take(input);
          } else if (event.key === 'Backspace' && input.value === '') emit(labels().slice(0, -1));
        }}
      />
    </div>
  );
}
