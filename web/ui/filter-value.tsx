import { For, Match, Show, Switch } from 'solid-js';
import type { Comparison } from '#shared/predicate/predicate.ts';
import { defaultCurrency } from '#web/lib/format.ts';
import { instantOf, wallOf } from '#web/lib/zone.ts';
import { DateInput } from './date-input.tsx';
import { LabelsInput } from './entries-input.tsx';
import type { FieldInfo } from './field.ts';
import { describeSpan, fixedSpans, isSpan, type Relation, type Unit, units } from './filter-operators.ts';
import { MoneyInput } from './money-input.tsx';
import { NumberInput } from './number-input.tsx';
import { MultiSelect, RelationsPicker } from './picker.tsx';
import { text } from './text.ts';
import { TextInput } from './text-input.tsx';

type Value = Comparison['value'];
type Scalar = string | number;

/** The end of a day where the value must not leave that day out. */
const asInstant = (field: FieldInfo, relation: Relation, day: string | undefined): string | undefined => {
  if (day === undefined || field.kind === 'date') return day;
  return instantOf(day, relation.op === 'lte' ? '23:59:59.999' : '00:00:00.000');
};

function ScalarInput(props: {
  field: FieldInfo;
  relation: Relation;
  value: unknown;
  label: string;
  onChange: (value: Scalar | undefined) => void;
}) {
  const asNumber = () => (typeof props.value === 'number' ? props.value : undefined);
  const asText = () => (typeof props.value === 'string' ? props.value : undefined);
  const asDay = () => {
    const value = asText();
    return value && props.field.kind === 'dateTime' && value.length > 10 ? wallOf(new Date(value)).day : value;
  };
  return (
    <Switch fallback={<TextInput label={props.label} value={asText()} onChange={props.onChange} />}>
      <Match when={props.field.kind === 'money'}>
        <MoneyInput
          label={props.label}
          value={asNumber() === undefined ? undefined : { amountMinor: asNumber() ?? 0, currency: defaultCurrency() }}
          onChange={(money) => props.onChange(money?.amountMinor)}
        />
      </Match>
      <Match when={props.field.kind === 'number' || props.field.kind === 'percent'}>
        <NumberInput label={props.label} value={asNumber()} onChange={props.onChange} />
      </Match>
      <Match when={props.field.kind === 'date' || props.field.kind === 'dateTime'}>
        <DateInput
          label={props.label}
          value={asDay()}
          onChange={(day) => props.onChange(asInstant(props.field, props.relation, day))}
        />
      </Match>
    </Switch>
  );
}

function SpanInput(props: { value: unknown; label: string; onChange: (value: Value) => void }) {
  const span = () => (isSpan(props.value) ? props.value : undefined);
  const counted = () => {
    const now = span();
    if (now && 'last' in now) return { side: 'last' as const, n: now.last, unit: now.unit };
    if (now && 'next' in now) return { side: 'next' as const, n: now.next, unit: now.unit };
    return undefined;
  };
  const set = (side: 'last' | 'next', n: number, unit: Unit) =>
    props.onChange(side === 'last' ? { last: n, unit } : { next: n, unit });
  const choose = (id: string) => {
    if (id === 'last' || id === 'next') set(id, counted()?.n ?? 30, counted()?.unit ?? 'day');
    else props.onChange(fixedSpans.find((s) => s.id === id)?.span);
  };
  return (
    <div class="flex flex-wrap items-center gap-1">
      <select
        aria-label={props.label}
        class="control w-auto touch:h-10"
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <Show when={!span()}>
          <option value="" selected />
        </Show>
        <For each={fixedSpans}>
          {(fixed) => (
            <option
              value={fixed.id}
              selected={!counted() && span() !== undefined && JSON.stringify(span()) === fixed.id}
            >
              {fixed.label}
            </option>
          )}
        </For>
        <option value="last" selected={counted()?.side === 'last'}>
          {text.filter.last}
        </option>
        <option value="next" selected={counted()?.side === 'next'}>
          {text.filter.next}
        </option>
      </select>
      <Show when={counted()}>
        {(now) => (
          <>
            <div class="w-16">
              <NumberInput
                label={`${props.label}: ${describeSpan(span() ?? { this: 'day' })}`}
                value={now().n}
                onChange={(n) => set(now().side, Math.max(1, Math.min(3660, Math.round(n ?? 1))), now().unit)}
              />
            </div>
            <select
              aria-label={text.filter.unit(props.label)}
              class="control w-auto touch:h-10"
              value={now().unit}
              onChange={(event) => {
                const unit = units.find((u) => u === event.currentTarget.value);
                if (unit) set(now().side, now().n, unit);
              }}
            >
              <For each={units}>{(unit) => <option value={unit}>{text.filter.units(now().n, unit)}</option>}</For>
            </select>
          </>
        )}
      </Show>
    </div>
  );
}

/** The value of a comparison, in the input that its field and relation ask for. */
export function FilterValue(props: {
  field: FieldInfo;
  relation: Relation;
  value: Value;
  onChange: (value: Value) => void;
}) {
  const label = () => text.filter.value(props.field.label);
  const list = (): readonly string[] =>
    Array.isArray(props.value) ? props.value.filter((v): v is string => typeof v === 'string') : [];
  const pair = (): readonly unknown[] => (Array.isArray(props.value) ? props.value : []);
  const setPair = (at: 0 | 1, value: Scalar | undefined) => {
    const next: [Scalar, Scalar] = [toScalar(pair()[0]), toScalar(pair()[1])];
    next[at] = value ?? '';
    props.onChange(next);
  };
  return (
    <Switch>
      <Match when={props.relation.input === 'same'}>
        <ScalarInput {...props} label={label()} onChange={props.onChange} />
      </Match>
      <Match when={props.relation.input === 'two'}>
        <div class="flex min-w-0 items-center gap-1">
          <ScalarInput
            {...props}
            label={text.filter.from(props.field.label)}
            value={pair()[0]}
            onChange={(value) => setPair(0, value)}
          />
          <span class="text-muted">–</span>
          <ScalarInput
            {...props}
            label={text.filter.to(props.field.label)}
            value={pair()[1]}
            onChange={(value) => setPair(1, value)}
          />
        </div>
      </Match>
      <Match when={props.relation.input === 'span'}>
        <SpanInput value={props.value} label={label()} onChange={props.onChange} />
      </Match>
      <Match when={props.relation.input === 'several' && props.field.target}>
        {(target) => (
          <RelationsPicker
            label={label()}
            target={target()}
            value={list()}
            onChange={(ids) => props.onChange(ids && [...ids])}
          />
        )}
      </Match>
      <Match when={props.relation.input === 'several' && !props.field.options && props.field.kind !== 'multiEnum'}>
        <LabelsInput label={label()} value={list()} onChange={(words) => props.onChange(words && [...words])} />
      </Match>
      <Match when={props.relation.input === 'several'}>
        <MultiSelect
          label={label()}
          options={props.field.options ?? []}
          value={list()}
          onChange={(ids) => props.onChange(ids && [...ids])}
        />
      </Match>
    </Switch>
  );
}

const toScalar = (value: unknown): Scalar => (typeof value === 'string' || typeof value === 'number' ? value : '');
