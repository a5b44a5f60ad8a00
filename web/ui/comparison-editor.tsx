import { For, Show } from 'solid-js';
import type { Comparison } from '#shared/predicate/predicate.ts';
import { locale } from '#web/lib/format.ts';
import type { FieldInfo } from './field.ts';
import { firstComparison, isFilterable, relationIn, relationsOf } from './filter-operators.ts';
import { FilterValue } from './filter-value.tsx';
import { text } from './text.ts';

/** Field, relation and value of one comparison. */
export function ComparisonEditor(props: {
  fields: Readonly<Record<string, FieldInfo>>;
  value: Comparison;
  onChange: (value: Comparison) => void;
  isStacked?: boolean;
}) {
  const field = () => props.fields[props.value.field];
  const relation = () => {
    const known = field();
    return known && (relationIn(known, props.value) ?? relationsOf(known)[0]);
  };
  const choices = () =>
    Object.entries(props.fields)
      .filter(([, f]) => isFilterable(f))
      .sort(([, a], [, b]) => a.label.localeCompare(b.label, locale()));
  const changeField = (key: string) => {
    const next = props.fields[key];
    if (next) props.onChange(firstComparison(key, next));
  };
  const changeRelation = (id: string) => {
    const known = field();
    const next = known && relationsOf(known).find((r) => r.id === id);
    if (!next) return;
    const isKept = next.input === relation()?.input && next.value === undefined && next.input !== 'none';
    const value =
      next.value ?? (isKept ? props.value.value : next.input === 'span' ? ({ this: 'month' } as const) : undefined);
    props.onChange({ field: props.value.field, op: next.op, ...(value !== undefined && { value }) });
  };
  return (
    <div
      class={
        props.isStacked
          ? 'flex flex-col gap-1.5'
          : 'grid min-w-0 flex-1 gap-1.5 sm:grid-cols-[10rem_9rem_minmax(0,1fr)]'
      }
    >
      <Show when={!props.isStacked}>
        <select
          aria-label={text.filter.field}
          class="control touch:h-10"
          onChange={(event) => changeField(event.currentTarget.value)}
        >
          <For each={choices()}>
            {([key, choice]) => (
              <option value={key} selected={key === props.value.field}>
                {choice.label}
              </option>
            )}
          </For>
        </select>
      </Show>
      <select
        ref={(element) => props.isStacked && queueMicrotask(() => element.focus())}
        aria-label={text.filter.relation(field()?.label ?? '')}
        class="control touch:h-10"
        onChange={(event) => changeRelation(event.currentTarget.value)}
      >
        <For each={field() ? relationsOf(field() as FieldInfo) : []}>
          {(choice) => (
            <option value={choice.id} selected={choice.id === relation()?.id}>
              {choice.label}
            </option>
          )}
        </For>
      </select>
      <Show when={field()} keyed>
        {(known) => (
          <Show when={relation()} keyed>
            {(how) => (
              <FilterValue
                field={known}
                relation={how}
                value={props.value.value}
                onChange={(value) =>
                  props.onChange({ field: props.value.field, op: how.op, ...(value !== undefined && { value }) })
                }
              />
            )}
          </Show>
        )}
      </Show>
    </div>
  );
}
