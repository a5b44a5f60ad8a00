// biome-ignore-all lint/a11y/useFocusableInteractive: the combobox pattern: the focus and the keys stay in the text box
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the combobox pattern: the focus and the keys stay in the text box
import { createEffect, createMemo, createSignal, createUniqueId, For, on, onCleanup, onMount, Show } from 'solid-js';
import { Avatar } from './avatar.tsx';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { Check, Plus, Search } from './icons.ts';
import type { Choice } from './ref-source.ts';
import { text } from './text.ts';

const typingPauseMs = 140;

/** A search box over a list to choose from: the combobox pattern, the focus stays in the box. */
export function ChoiceList(props: {
  label: string;
  selected: readonly string[];
  load: (words: string) => readonly Choice[] | Promise<readonly Choice[]>;
  onPick: (choice: Choice) => void;
  /** Shown first while nothing is typed, e.g. to choose nobody. */
  onClear?: (() => void) | undefined;
  createLabel?: ((words: string) => string) | undefined;
  onCreate?: ((words: string) => void) | undefined;
}) {
  const listId = createUniqueId();
  let input: HTMLInputElement | undefined;
  const [words, setWords] = createSignal('');
  const [choices, setChoices] = createSignal<readonly Choice[]>([]);
  const [isLoading, setIsLoading] = createSignal(true);
  const [at, setAt] = createSignal(0);
  let asked = 0;
  const ask = async (query: string) => {
    asked += 1;
    const mine = asked;
    setIsLoading(true);
    const found = await Promise.resolve(props.load(query)).catch(() => []);
    // an older answer that comes late must not replace a newer one
    if (mine !== asked) return;
    setChoices(found);
    setAt(0);
    setIsLoading(false);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  onMount(() => {
    void ask('');
    queueMicrotask(() => input?.focus());
  });
  type Row = { readonly id: string; readonly choice?: Choice; readonly run: () => void; readonly label: string };
  const rows = createMemo<readonly Row[]>(() => {
    const found: Row[] = choices().map((choice) => ({
      id: choice.id,
      choice,
      label: choice.label,
      run: () => props.onPick(choice),
    }));
    const typed = words().trim();
    const isKnown = choices().some((choice) => choice.label.toLowerCase() === typed.toLowerCase());
    if (props.onCreate && typed && !isKnown)
      found.push({ id: '+', label: props.createLabel?.(typed) ?? typed, run: () => props.onCreate?.(typed) });
    if (props.onClear && !typed && props.selected.length > 0)
      found.unshift({ id: '-', label: text.none, run: () => props.onClear?.() });
    return found;
  });
  // effect: keeps the marked row in sight
  createEffect(
    on(at, () => document.getElementById(`${listId}-${at()}`)?.scrollIntoView({ block: 'nearest' }), { defer: true }),
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const n = rows().length;
    if (event.key === 'ArrowDown' && n) setAt((at() + 1) % n);
    else if (event.key === 'ArrowUp' && n) setAt((at() - 1 + n) % n);
    else if (event.key === 'Enter') rows()[at()]?.run();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="w-72 max-w-full">
      <div class="flex items-center gap-2 border-b border-line px-2.5">
        <Icon of={Search} size={14} class="text-muted" />
        <input
          ref={input}
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={rows()[at()] ? `${listId}-${at()}` : undefined}
          aria-label={props.label}
          autocomplete="off"
          placeholder={text.typeToSearch}
          class="h-9 min-w-0 flex-1 bg-transparent outline-none placeholder:text-muted"
          value={words()}
          onInput={(event) => {
            const typed = event.currentTarget.value;
            setWords(typed);
            clearTimeout(timer);
            timer = setTimeout(() => void ask(typed.trim()), typingPauseMs);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={listId} role="listbox" aria-label={props.label} class="max-h-64 overflow-y-auto p-1">
        <For each={rows()}>
          {(row, index) => (
            <div
              id={`${listId}-${index()}`}
              role="option"
              aria-selected={props.selected.includes(row.id)}
              onPointerMove={() => setAt(index())}
              onClick={() => row.run()}
              class={cx(
                'flex min-h-8 items-center gap-2 rounded-sm px-2 touch:min-h-10',
                index() === at() && 'bg-hover',
                !row.choice && 'text-muted',
              )}
            >
              <Show when={row.id === '+'}>
                <Icon of={Plus} size={14} />
              </Show>
              <Show when={row.choice?.shape && row.choice.shape !== 'none'}>
                <Avatar name={row.label} size={18} isSquare={row.choice?.shape === 'thing'} />
              </Show>
              <span class="truncate">{row.label}</span>
              <Show when={row.choice?.hint}>
                <span class="min-w-0 truncate text-xs text-muted">{row.choice?.hint}</span>
              </Show>
              <Show when={props.selected.includes(row.id)}>
                <Icon of={Check} size={14} class="ml-auto text-accent-text" weight={2.25} />
              </Show>
            </div>
          )}
        </For>
        <Show when={rows().length === 0}>
          <p class="px-2 py-4 text-center text-xs text-muted" role="status">
            {isLoading() ? text.loading : text.noMatches}
          </p>
        </Show>
      </div>
    </div>
  );
}
