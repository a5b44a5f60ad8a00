// biome-ignore-all lint/a11y/noLabelWithoutControl: the control is the component inside
import { For } from 'solid-js';
import { Button, IconButton } from './button.tsx';
import { Checkbox } from './checkbox.tsx';
import { ArrowDown, ArrowUp } from './icons.ts';
import { text } from './text.ts';

/** Which columns are shown, and in which order. */
export function ColumnChooser(props: {
  all: readonly { readonly id: string; readonly label: string }[];
  shown: readonly string[];
  onChange: (shown: readonly string[]) => void;
  onReset: () => void;
}) {
  const ordered = () => {
    const known = new Map(props.all.map((column) => [column.id, column]));
    const shown = props.shown.flatMap((id) => known.get(id) ?? []);
    return [...shown, ...props.all.filter((column) => !props.shown.includes(column.id))];
  };
  const toggle = (id: string, isOn: boolean) =>
    props.onChange(isOn ? [...props.shown, id] : props.shown.filter((shown) => shown !== id));
  const move = (id: string, by: number) => {
    const next = [...props.shown];
    const from = next.indexOf(id);
    const to = from + by;
    if (from < 0 || to < 0 || to >= next.length) return;
    next.splice(to, 0, ...next.splice(from, 1));
    props.onChange(next);
  };
  return (
    <div class="w-72">
      <div class="flex items-center border-b border-line px-3 py-1.5">
        <h2 class="flex-1 text-xs font-semibold text-ink-2">{text.grid.columns}</h2>
        <Button variant="ghost" size="sm" onClick={() => props.onReset()}>
          {text.grid.resetColumns}
        </Button>
      </div>
      <ul class="max-h-80 overflow-y-auto p-1">
        <For each={ordered()}>
          {(column) => {
            const isShown = () => props.shown.includes(column.id);
            return (
              <li class="group flex min-h-7 items-center gap-2 rounded-sm px-2 hover:bg-hover">
                <label class="flex min-w-0 flex-1 items-center gap-2">
                  <Checkbox isChecked={isShown()} label={column.label} onChange={(isOn) => toggle(column.id, isOn)} />
                  <span class="truncate">{column.label}</span>
                </label>
                <span class={isShown() ? 'flex' : 'invisible flex'}>
                  <IconButton
                    label={text.grid.moveUp(column.label)}
                    icon={ArrowUp}
                    size={13}
                    box="size-6"
                    onClick={() => move(column.id, -1)}
                  />
                  <IconButton
                    label={text.grid.moveDown(column.label)}
                    icon={ArrowDown}
                    size={13}
                    box="size-6"
                    onClick={() => move(column.id, 1)}
                  />
                </span>
              </li>
            );
          }}
        </For>
      </ul>
    </div>
  );
}
