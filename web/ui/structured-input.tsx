// biome-ignore-all lint/a11y/useSemanticElements: a group of controls within a form; a fieldset would bring its own layout
import { For, Index, Show } from 'solid-js';
import { Button, IconButton } from './button.tsx';
import { cx } from './cx.ts';
import type { FieldInfo, InputProps } from './field.ts';
import { FieldInput } from './field-input.tsx';
import { isTall } from './field-kinds.ts';
import { FormField } from './form-field.tsx';
import { ArrowDown, ArrowUp, Plus, X } from './icons.ts';
import { text } from './text.ts';

type Values = Readonly<Record<string, unknown>>;

const blankOf = (item: FieldInfo): unknown => (item.parts ? {} : undefined);
/** An entry that is a row: its parts beside each other. */
const isRow = (item: FieldInfo): boolean => item.parts !== undefined && !Object.values(item.parts).some(isTall);

/** Values that belong together, each under its label. */
export function GroupInput(props: InputProps<Values> & { parts: NonNullable<FieldInfo['parts']> }) {
  return (
    <div class="grid gap-3 sm:grid-cols-2" role="group" aria-label={props.label}>
      <For each={Object.entries(props.parts)}>
        {([key, part], index) => (
          <FormField label={part.label} help={part.help} isRequired={part.required}>
            {(ids) => (
              <FieldInput
                {...ids}
                field={part}
                label={part.label}
                value={props.value?.[key]}
                autofocus={props.autofocus && index() === 0}
                onChange={(value) => props.onChange({ ...props.value, [key]: value })}
              />
            )}
          </FormField>
        )}
      </For>
    </div>
  );
}

/** One entry of a list as a row. */
function RowInput(props: {
  parts: NonNullable<FieldInfo['parts']>;
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  // an entry of this list has the shape that its parts say
  const values = (): Values => (props.value ?? {}) as Values;
  return (
    <div class="flex min-w-0 flex-1 flex-wrap items-center gap-1.5">
      <For
        each={Object.entries(props.parts).sort(
          ([, a], [, b]) => Number(b.kind === 'boolean') - Number(a.kind === 'boolean'),
        )}
      >
        {([key, part]) => (
          <div class={cx('min-w-0', part.kind === 'boolean' ? 'shrink-0' : 'min-w-36 flex-1')}>
            <FieldInput
              field={part}
              label={`${props.label}: ${part.label}`}
              placeholder={part.label}
              value={values()[key]}
              onChange={(value) => props.onChange({ ...values(), [key]: value })}
            />
          </div>
        )}
      </For>
    </div>
  );
}

const controls = 'input, select, textarea, button';

/** A list whose entries are added, changed, removed and, where their order is a person's to choose, moved. */
export function ListInput(props: InputProps<readonly unknown[]> & { field: FieldInfo; item: FieldInfo }) {
  let list: HTMLUListElement | undefined;
  let add: HTMLButtonElement | undefined;
  const entries = (): readonly unknown[] => (props.value?.length ? props.value : [blankOf(props.item)]);
  const isFull = () => entries().length >= (props.field.maxItems ?? Number.POSITIVE_INFINITY);
  const nameOf = (index: number) => text.list.entry(props.item.label, index + 1);
  /** The focus goes along with what it was on: the nth control of an entry. */
  const focus = (index: number, nth: number) =>
    queueMicrotask(() => {
      const all = list?.children[index]?.querySelectorAll<HTMLElement>(controls);
      (all?.[nth] ?? all?.[0] ?? add)?.focus();
    });
  const put = (index: number, value: unknown) =>
    props.onChange(entries().map((entry, i) => (i === index ? value : entry)));
  const insert = (index: number) => {
    if (isFull()) return;
    props.onChange([...entries().slice(0, index), blankOf(props.item), ...entries().slice(index)]);
    queueMicrotask(() => {
      const entry = list?.children[index];
      (
        entry?.querySelector<HTMLElement>('input:not([type=checkbox]), textarea, select') ??
        entry?.querySelector<HTMLElement>(controls)
      )?.focus();
    });
  };
  const remove = (index: number) => {
    const next = entries().filter((_, i) => i !== index);
    props.onChange(next.length > 0 ? next : undefined);
    focus(Math.min(index, Math.max(0, next.length - 1)), 0);
  };
  const move = (index: number, by: number) => {
    const to = index + by;
    if (to < 0 || to >= entries().length) return;
    const active = document.activeElement;
    const nth = active ? [...(list?.children[index]?.querySelectorAll(controls) ?? [])].indexOf(active) : -1;
    // a box that reads its text when it is left must have read it
    if (active instanceof HTMLElement) active.blur();
    const next = [...entries()];
    next.splice(to, 0, ...next.splice(index, 1));
    props.onChange(next);
    focus(to, Math.max(0, nth));
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (event.altKey && by !== 0 && props.field.isOrdered) move(index, by);
    else if (
      event.key === 'Enter' &&
      isRow(props.item) &&
      event.target instanceof HTMLInputElement &&
      !event.ctrlKey &&
      !event.metaKey
    )
      insert(index + 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="space-y-1.5" role="group" aria-label={props.label} aria-describedby={props.describedBy}>
      <ul ref={list} class="space-y-1.5">
        <Index each={entries()}>
          {(entry, index) => (
            // the keys of a list that is edited: what they do, the buttons do as well
            <li
              class={cx('flex items-start gap-1', !isRow(props.item) && 'rounded-md border border-line p-2')}
              onKeyDown={(event) => onKeyDown(event, index)}
            >
              <Show
                when={isRow(props.item) && props.item.parts}
                fallback={
                  <div class="min-w-0 flex-1">
                    <FieldInput
                      field={props.item}
                      label={nameOf(index)}
                      value={entry()}
                      autofocus={props.autofocus && index === 0}
                      onChange={(value) => put(index, value)}
                    />
                  </div>
                }
              >
                {(parts) => (
                  <RowInput
                    parts={parts()}
                    label={nameOf(index)}
                    value={entry()}
                    onChange={(value) => put(index, value)}
                  />
                )}
              </Show>
              <span class="flex shrink-0">
                <Show when={props.field.isOrdered && entries().length > 1}>
                  <IconButton
                    label={text.list.up(props.item.label, index + 1)}
                    icon={ArrowUp}
                    size={14}
                    disabled={index === 0}
                    onClick={() => move(index, -1)}
                  />
                  <IconButton
                    label={text.list.down(props.item.label, index + 1)}
                    icon={ArrowDown}
                    size={14}
                    disabled={index === entries().length - 1}
                    onClick={() => move(index, 1)}
                  />
                </Show>
                <IconButton
                  label={text.list.remove(props.item.label, index + 1)}
                  icon={X}
                  size={14}
                  onClick={() => remove(index)}
                />
              </span>
            </li>
          )}
        </Index>
      </ul>
      <Show when={!isFull()}>
        <Button ref={add} variant="ghost" size="sm" icon={Plus} class="-ml-2" onClick={() => insert(entries().length)}>
          {text.list.add(props.item.label)}
        </Button>
      </Show>
    </div>
  );
}
