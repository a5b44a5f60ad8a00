// biome-ignore-all lint/a11y/useSemanticElements: a group of controls within a form; a fieldset would bring its own layout
import { createSignal, Index, Show } from 'solid-js';
import type { Comparison, Predicate } from '#shared/predicate/predicate.ts';
import { Button, IconButton } from './button.tsx';
import { ComparisonEditor } from './comparison-editor.tsx';
import { cx } from './cx.ts';
import type { FieldInfo } from './field.ts';
import { allOf } from './filter-describe.ts';
import { firstComparison, isComplete, isFilterable } from './filter-operators.ts';
import { Plus, X } from './icons.ts';
import { text } from './text.ts';

type Fields = Readonly<Record<string, FieldInfo>>;
type Mode = 'all' | 'any' | 'none';
/** A group as it is edited: comparisons that are not finished yet are in it too. */
export type Group = { readonly mode: Mode; readonly parts: readonly (Group | Comparison)[] };

const isGroup = (part: Group | Comparison): part is Group => 'mode' in part;

/** A predicate as groups to edit; an outermost comparison is a group of one. */
export const toGroup = (predicate: Predicate | undefined): Group => {
  if (predicate === undefined) return { mode: 'all', parts: [] };
  if ('and' in predicate) return { mode: 'all', parts: predicate.and.map(toPart) };
  if ('or' in predicate) return { mode: 'any', parts: predicate.or.map(toPart) };
  if ('not' in predicate) {
    const inner = toGroup(predicate.not);
    // "not (a or b)" is "none of a, b"; any other negation is a group of one
    return inner.mode === 'any' || inner.parts.length === 1
      ? { ...inner, mode: 'none' }
      : { mode: 'none', parts: [inner] };
  }
  return { mode: 'all', parts: [predicate] };
};
const toPart = (predicate: Predicate): Group | Comparison => ('field' in predicate ? predicate : toGroup(predicate));

/** The predicate that a group asks; unfinished comparisons and empty groups are left out. */
export const fromGroup = (group: Group, fields: Fields): Predicate | undefined => {
  const parts = group.parts.flatMap((part): Predicate[] => {
    const predicate = isGroup(part) ? fromGroup(part, fields) : isComplete(fields[part.field], part) ? part : undefined;
    return predicate ? [predicate] : [];
  });
  if (parts.length === 0) return undefined;
  if (group.mode === 'all') return allOf(parts);
  const any: Predicate = { or: parts };
  return group.mode === 'any' ? any : { not: any };
};

const modes: readonly { readonly id: Mode; readonly label: string }[] = [
  { id: 'all', label: text.filter.modes.all },
  { id: 'any', label: text.filter.modes.any },
  { id: 'none', label: text.filter.modes.none },
];
const maxDepth = 4;

function GroupEditor(props: {
  fields: Fields;
  group: Group;
  depth: number;
  onChange: (group: Group) => void;
  onRemove?: () => void;
}) {
  const setPart = (at: number, part: Group | Comparison) =>
    props.onChange({ ...props.group, parts: props.group.parts.map((old, i) => (i === at ? part : old)) });
  const removePart = (at: number) =>
    props.onChange({ ...props.group, parts: props.group.parts.filter((_, i) => i !== at) });
  const add = (part: Group | Comparison) => props.onChange({ ...props.group, parts: [...props.group.parts, part] });
  const addComparison = () => {
    const first = Object.entries(props.fields).find(([, field]) => isFilterable(field));
    if (first) add(firstComparison(first[0], first[1]));
  };
  return (
    <div
      role="group"
      aria-label={modes.find((m) => m.id === props.group.mode)?.label}
      class={cx('rounded-lg', props.depth > 0 && 'border border-line bg-sunken p-2')}
    >
      <div class="mb-2 flex items-center gap-1">
        <select
          aria-label={text.filter.group}
          class="control w-auto touch:h-10"
          onChange={(event) => {
            const mode = modes.find((m) => m.id === event.currentTarget.value);
            if (mode) props.onChange({ ...props.group, mode: mode.id });
          }}
        >
          <Index each={modes}>
            {(mode) => (
              <option value={mode().id} selected={mode().id === props.group.mode}>
                {mode().label}
              </option>
            )}
          </Index>
        </select>
        <Show when={props.onRemove}>
          <IconButton
            label={text.filter.removeGroup}
            icon={X}
            size={14}
            class="ml-auto"
            onClick={() => props.onRemove?.()}
          />
        </Show>
      </div>
      <ul class="space-y-2">
        <Index each={props.group.parts}>
          {(part, index) => {
            const asGroup = () => {
              const now = part();
              return isGroup(now) ? now : undefined;
            };
            const asComparison = () => {
              const now = part();
              return isGroup(now) ? undefined : now;
            };
            return (
              <li>
                <Show when={asGroup()}>
                  {(group) => (
                    <GroupEditor
                      fields={props.fields}
                      group={group()}
                      depth={props.depth + 1}
                      onChange={(next) => setPart(index, next)}
                      onRemove={() => removePart(index)}
                    />
                  )}
                </Show>
                <Show when={asComparison()}>
                  {(comparison) => (
                    <div class="flex items-start gap-1">
                      <ComparisonEditor
                        fields={props.fields}
                        value={comparison()}
                        onChange={(next) => setPart(index, next)}
                      />
                      <IconButton
                        label={text.filter.removeCondition}
                        icon={X}
                        size={14}
                        class="mt-0.5"
                        onClick={() => removePart(index)}
                      />
                    </div>
                  )}
                </Show>
              </li>
            );
          }}
        </Index>
      </ul>
      <div class="mt-2 flex gap-1">
        <Button variant="ghost" size="sm" icon={Plus} onClick={addComparison}>
          {text.filter.condition}
        </Button>
        <Show when={props.depth < maxDepth}>
          <Button variant="ghost" size="sm" icon={Plus} onClick={() => add({ mode: 'any', parts: [] })}>
            {text.filter.group}
          </Button>
        </Show>
      </div>
    </div>
  );
}

/** Conditions in groups of all, any or none, over declared fields. Reports the predicate after each change. */
export function FilterBuilder(props: {
  fields: Fields;
  value: Predicate | undefined;
  onChange: (value: Predicate | undefined) => void;
}) {
  // the draft also holds what is not finished yet, so it is read from the value only once
  const [group, setGroup] = createSignal<Group>(toGroup(props.value));
  return (
    <GroupEditor
      fields={props.fields}
      group={group()}
      depth={0}
      onChange={(next) => {
        setGroup(next);
        props.onChange(fromGroup(next, props.fields));
      }}
    />
  );
}
