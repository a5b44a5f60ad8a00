import { For, Show } from 'solid-js';
import { Button, IconButton } from './button.tsx';
import type { GridSort } from './grid-types.ts';
import { ArrowDown, ArrowUp, Plus, X } from './icons.ts';
import { Select } from './select.tsx';

export type SortWords = {
  readonly title: string;
  readonly none: string;
  readonly add: string;
  readonly clear: string;
  readonly ascending: string;
  readonly descending: string;
  readonly direction: string;
  readonly field: (place: number) => string;
  readonly up: (label: string) => string;
  readonly down: (label: string) => string;
  readonly remove: (label: string) => string;
};

/** Most fields that a list is ordered by. */
const most = 5;

/** The fields that a list is ordered by, the first one first. */
export function SortEditor(props: {
  fields: readonly { readonly id: string; readonly label: string }[];
  value: readonly GridSort[];
  words: SortWords;
  onChange: (value: readonly GridSort[]) => void;
}) {
  const labelOf = (id: string) => props.fields.find((field) => field.id === id)?.label ?? id;
  const free = (own?: string) =>
    props.fields.filter((field) => field.id === own || !props.value.some((sort) => sort.field === field.id));
  const replace = (at: number, sort: GridSort) => props.onChange(props.value.map((old, i) => (i === at ? sort : old)));
  const move = (from: number, by: number) => {
    const next = [...props.value];
    next.splice(from + by, 0, ...next.splice(from, 1));
    props.onChange(next);
  };
  return (
    <div class="w-84 max-w-full">
      <div class="flex items-center border-b border-line px-3 py-1.5">
        <h2 class="flex-1 text-xs font-semibold text-ink-2">{props.words.title}</h2>
        <Button variant="ghost" size="sm" disabled={props.value.length === 0} onClick={() => props.onChange([])}>
          {props.words.clear}
        </Button>
      </div>
      <div class="space-y-1.5 p-2">
        <Show when={props.value.length === 0}>
          <p class="px-1 py-1.5 text-xs text-muted">{props.words.none}</p>
        </Show>
        <For each={props.value}>
          {(sort, index) => (
            <div class="flex items-center gap-1">
              <div class="min-w-0 flex-1">
                <Select
                  label={props.words.field(index() + 1)}
                  options={free(sort.field)}
                  value={sort.field}
                  isRequired
                  onChange={(field) => field && replace(index(), { ...sort, field })}
                />
              </div>
              <div class="w-28 shrink-0">
                <Select
                  label={`${props.words.direction}: ${labelOf(sort.field)}`}
                  options={[
                    { id: 'ascending', label: props.words.ascending },
                    { id: 'descending', label: props.words.descending },
                  ]}
                  value={sort.isDescending ? 'descending' : 'ascending'}
                  isRequired
                  onChange={(direction) => replace(index(), { ...sort, isDescending: direction === 'descending' })}
                />
              </div>
              <IconButton
                label={props.words.up(labelOf(sort.field))}
                icon={ArrowUp}
                size={13}
                box="size-6"
                disabled={index() === 0}
                onClick={() => move(index(), -1)}
              />
              <IconButton
                label={props.words.down(labelOf(sort.field))}
                icon={ArrowDown}
                size={13}
                box="size-6"
                disabled={index() === props.value.length - 1}
                onClick={() => move(index(), 1)}
              />
              <IconButton
                label={props.words.remove(labelOf(sort.field))}
                icon={X}
                size={13}
                box="size-6"
                onClick={() => props.onChange(props.value.filter((_, i) => i !== index()))}
              />
            </div>
          )}
        </For>
        <Show when={props.value.length < most && free()[0]}>
          {(next) => (
            <Button
              variant="ghost"
              size="sm"
              icon={Plus}
              onClick={() => props.onChange([...props.value, { field: next().id, isDescending: false }])}
            >
              {props.words.add}
            </Button>
          )}
        </Show>
      </div>
    </div>
  );
}
