import { createEffect, createSignal, Index, lazy, Show, Suspense, untrack } from 'solid-js';
import type { Comparison, Predicate } from '#shared/predicate/predicate.ts';
import { Button } from './button.tsx';
import { ChoiceList } from './choice-list.tsx';
import type { FieldInfo } from './field.ts';
import { allOf, comparisonsIn, describeComparison, isComparison, partsOf } from './filter-describe.ts';
import { firstComparison, isComplete, isFilterable } from './filter-operators.ts';
import { Icon } from './icon.tsx';
import { ListFilter } from './icons.ts';
import { pillClass } from './pill.tsx';
import { Popover } from './popover.tsx';
import { useRefSource } from './ref-source.ts';
import { text } from './text.ts';

// the editors bring every input along and are wanted only by who filters
const ComparisonEditor = lazy(() =>
  import('./comparison-editor.tsx').then((module) => ({ default: module.ComparisonEditor })),
);
const FilterDialog = lazy(() => import('./filter-dialog.tsx').then((module) => ({ default: module.FilterDialog })));

type Fields = Readonly<Record<string, FieldInfo>>;

function FilterPill(props: {
  fields: Fields;
  field: FieldInfo;
  value: Comparison;
  isNew: boolean;
  onChange: (value: Comparison) => void;
  onRemove: () => void;
}) {
  const source = useRefSource();
  const [isOpen, setIsOpen] = createSignal(props.isNew);
  return (
    <Popover
      label={text.filter.by(props.field.label)}
      isOpen={isOpen()}
      onOpenChange={(open) => {
        setIsOpen(open);
        // a filter that was begun and never finished goes away with its panel
        if (!open && !isComplete(props.field, props.value)) props.onRemove();
      }}
      triggerClass={pillClass()}
      trigger={
        <>
          <span class="text-muted">{props.field.label}</span>
          <span class="max-w-56 truncate font-medium">
            {isComplete(props.field, props.value) ? describeComparison(props.field, props.value, source.titleOf) : '…'}
          </span>
        </>
      }
    >
      <div class="w-72 max-w-full p-2.5">
        <Suspense fallback={<div class="h-17" />}>
          <ComparisonEditor fields={props.fields} value={props.value} onChange={props.onChange} isStacked />
        </Suspense>
        <div class="mt-2.5 flex justify-between">
          <Button variant="ghost" size="sm" onClick={() => props.onRemove()}>
            {text.remove}
          </Button>
          <Button size="sm" onClick={() => setIsOpen(false)}>
            {text.apply}
          </Button>
        </div>
      </div>
    </Popover>
  );
}

/** The filters in force as a row of pills, each to be changed in place, with a builder behind them for what a row cannot say. */
export function FilterPills(props: {
  fields: Fields;
  value: Predicate | undefined;
  onChange: (value: Predicate | undefined) => void;
}) {
  // includes a filter that is not finished yet, which the value cannot hold
  const [items, setItems] = createSignal<readonly Predicate[]>([]);
  const [opened, setOpened] = createSignal<number>();
  const [isAdding, setIsAdding] = createSignal(false);
  const [isBuilding, setIsBuilding] = createSignal(false);
  const whole = (all: readonly Predicate[]) =>
    allOf(all.filter((part) => !isComparison(part) || isComplete(props.fields[part.field], part)));
  // effect: takes over what was changed elsewhere (another view, the builder, the address)
  createEffect(() => {
    const value = props.value;
    if (JSON.stringify(value) !== JSON.stringify(untrack(() => whole(items())))) setItems(partsOf(value));
  });
  const change = (next: readonly Predicate[]) => {
    setItems(next);
    const predicate = whole(next);
    if (JSON.stringify(predicate) !== JSON.stringify(props.value)) props.onChange(predicate);
  };
  const replace = (at: number, part: Predicate | undefined) =>
    change(items().flatMap((old, i) => (i === at ? (part ? [part] : []) : [old])));
  const add = (key: string) => {
    const field = props.fields[key];
    if (!field) return;
    setOpened(items().length);
    change([...items(), firstComparison(key, field)]);
  };
  const load = (words: string) =>
    Object.entries(props.fields)
      .filter(([, field]) => isFilterable(field) && field.label.toLowerCase().includes(words.toLowerCase()))
      .map(([id, field]) => ({ id, label: field.label }));
  return (
    <>
      <Index each={items()}>
        {(part, index) => {
          const known = () => {
            const now = part();
            const field = isComparison(now) ? props.fields[now.field] : undefined;
            return isComparison(now) && field ? { value: now, field } : undefined;
          };
          return (
            <Show
              when={known()}
              fallback={
                <button type="button" class={pillClass()} onClick={() => setIsBuilding(true)}>
                  <span class="font-medium">{text.filter.conditions(comparisonsIn(part()))}</span>
                </button>
              }
            >
              {(pill) => (
                <FilterPill
                  fields={props.fields}
                  field={pill().field}
                  value={pill().value}
                  isNew={opened() === index}
                  onChange={(next) => replace(index, next)}
                  onRemove={() => {
                    setOpened(undefined);
                    replace(index, undefined);
                  }}
                />
              )}
            </Show>
          );
        }}
      </Index>
      <Popover
        label={text.filter.add}
        isOpen={isAdding()}
        onOpenChange={setIsAdding}
        triggerClass={pillClass(true)}
        trigger={
          <>
            <Icon of={ListFilter} size={13} />
            {text.filter.button}
          </>
        }
      >
        <ChoiceList
          label={text.filter.field}
          selected={[]}
          load={load}
          onPick={(choice) => {
            setIsAdding(false);
            add(choice.id);
          }}
        />
        <div class="border-t border-line p-1">
          <Button
            variant="ghost"
            size="sm"
            class="w-full"
            onClick={() => {
              setIsAdding(false);
              setIsBuilding(true);
            }}
          >
            {text.filter.allConditions}
          </Button>
        </div>
      </Popover>
      <Show when={isBuilding()}>
        <Suspense>
          <FilterDialog
            onClose={() => setIsBuilding(false)}
            fields={props.fields}
            value={props.value}
            onChange={props.onChange}
          />
        </Suspense>
      </Show>
    </>
  );
}
