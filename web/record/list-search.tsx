import { createEffect, createSignal, on, onCleanup, Show } from 'solid-js';
import { strings } from '#web/app/strings.ts';
import { Icon } from '#web/ui/icon.tsx';
import { Search, X } from '#web/ui/icons.ts';
import type { ListState } from './list-state.ts';

const typingPauseMs = 200;

/** Search in this list; asks when the typing pauses. */
export function ListSearch(props: { label: string; state: ListState }) {
  const [words, setWords] = createSignal(props.state.words());
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  // effect: another view, or the back button, changes the words from outside
  createEffect(
    on(
      () => props.state.words(),
      (outside) => setWords(outside),
      { defer: true },
    ),
  );
  const ask = (typed: string) => {
    setWords(typed);
    clearTimeout(timer);
    timer = setTimeout(() => props.state.setWords(typed.trim()), typingPauseMs);
  };
  return (
    <div class="relative w-44 shrink-0 max-md:w-full">
      <Icon of={Search} size={13} class="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-muted" />
      <input
        type="search"
        aria-label={props.label}
        placeholder={props.label}
        autocomplete="off"
        class="h-6.5 w-full rounded-md border border-line bg-surface pr-6 pl-7 text-xs placeholder:text-muted hover:border-line-strong touch:h-9"
        value={words()}
        onInput={(event) => ask(event.currentTarget.value)}
      />
      <Show when={words()}>
        <button
          type="button"
          aria-label={strings.list.clearFilters}
          class="absolute top-1/2 right-1 grid size-5 -translate-y-1/2 place-items-center rounded-sm text-muted hover:bg-hover"
          onClick={() => ask('')}
        >
          <Icon of={X} size={12} />
        </button>
      </Show>
    </div>
  );
}
