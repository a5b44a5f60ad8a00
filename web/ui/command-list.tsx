// biome-ignore-all lint/a11y/useFocusableInteractive: the combobox pattern: the focus and the keys stay in the text box
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the combobox pattern: the focus and the keys stay in the text box
// biome-ignore-all lint/a11y/useSemanticElements: the combobox pattern: the focus and the keys stay in the text box
import * as Modal from '@kobalte/core/dialog';
import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from 'solid-js';
import { Avatar } from './avatar.tsx';
import { cx } from './cx.ts';
import { Icon, type IconType } from './icon.tsx';
import { CornerDownLeft, FileText, Search } from './icons.ts';
import { Kbd } from './kbd.tsx';
import type { Shape } from './ref-source.ts';

export type Command = {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly icon?: IconType | undefined;
  /** Shown instead of the icon for records. */
  readonly picture?: Shape;
  readonly run: () => void;
};

/** A box to type in over a grouped list of commands: a dialog with the combobox pattern, the focus stays in the box. */
export function CommandList(props: {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  words: string;
  onWords: (words: string) => void;
  commands: readonly Command[];
  context?: string | undefined;
  /** Said where the list is empty. */
  status: JSX.Element;
  texts: {
    readonly title: string;
    readonly label: string;
    readonly placeholder: string;
    readonly results: string;
    readonly move: string;
    readonly run: string;
    readonly close: string;
  };
}) {
  const [at, setAt] = createSignal(0);
  // effect: another list begins at its top
  createEffect(
    on(
      () => props.words,
      () => setAt(0),
      { defer: true },
    ),
  );
  createEffect(
    on(at, (n) => document.getElementById(`command-${n}`)?.scrollIntoView({ block: 'nearest' }), { defer: true }),
  );
  const groups = createMemo(() => {
    const byTitle = new Map<string, { readonly command: Command; readonly index: number }[]>();
    props.commands.forEach((command, index) => {
      byTitle.set(command.group, [...(byTitle.get(command.group) ?? []), { command, index }]);
    });
    return [...byTitle].map(([title, items]) => ({ title, items }));
  });
  const run = (command: Command | undefined) => {
    if (!command) return;
    props.onOpenChange(false);
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const n = props.commands.length;
    if (event.key === 'ArrowDown' && n) setAt((at() + 1) % n);
    else if (event.key === 'ArrowUp' && n) setAt((at() - 1 + n) % n);
    else if (event.key === 'Enter') run(props.commands[at()]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <Modal.Portal>
        <Modal.Overlay class="fixed inset-0 z-50 bg-scrim animate-[fade_.1s]" />
        <div class="fixed inset-x-0 top-[6vh] z-50 flex justify-center px-4 md:top-[12vh]">
          <Modal.Content class="w-full max-w-150 overflow-hidden rounded-xl border border-line bg-raised shadow-4 animate-[pop_.12s_ease-out]">
            <Modal.Title class="sr-only">{props.texts.title}</Modal.Title>
            <div class="flex items-center gap-2 border-b border-line px-4">
              <Icon of={Search} class="text-muted" />
              <input
                role="combobox"
                aria-expanded="true"
                aria-controls="command-list"
                aria-activedescendant={props.commands[at()] ? `command-${at()}` : undefined}
                aria-label={props.texts.label}
                autocomplete="off"
                spellcheck={false}
                placeholder={props.texts.placeholder}
                class="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-muted"
                value={props.words}
                onInput={(event) => props.onWords(event.currentTarget.value)}
                onKeyDown={onKeyDown}
              />
              <Show when={props.context}>
                <span class="max-w-60 truncate rounded-sm bg-accent-soft px-1.5 py-0.5 text-xs font-medium text-accent-text">
                  {props.context}
                </span>
              </Show>
            </div>
            <div
              id="command-list"
              role="listbox"
              aria-label={props.texts.results}
              class="max-h-95 overflow-y-auto p-1.5"
            >
              <For each={groups()}>
                {(group) => (
                  <div role="group" aria-label={group.title}>
                    <div class="px-2.5 pt-2 pb-1 text-2xs font-medium text-muted" aria-hidden="true">
                      {group.title}
                    </div>
                    <For each={group.items}>
                      {(item) => (
                        <div
                          id={`command-${item.index}`}
                          role="option"
                          aria-selected={item.index === at()}
                          onPointerMove={() => setAt(item.index)}
                          onClick={() => run(item.command)}
                          class={cx(
                            'flex h-9 items-center gap-2.5 rounded-md px-2.5 touch:h-11',
                            item.index === at() && 'bg-hover',
                          )}
                        >
                          <Show
                            when={item.command.picture}
                            fallback={
                              <span class="grid size-5 place-items-center">
                                <Icon of={item.command.icon ?? FileText} class="text-muted" />
                              </span>
                            }
                          >
                            {(shape) => <Avatar name={item.command.label} isSquare={shape() === 'thing'} />}
                          </Show>
                          <span class="truncate font-medium">{item.command.label}</span>
                          <span class="min-w-0 truncate text-muted">{item.command.hint}</span>
                        </div>
                      )}
                    </For>
                  </div>
                )}
              </For>
              <Show when={props.commands.length === 0}>
                <p class="px-2.5 py-8 text-center text-muted" role="status">
                  {props.status}
                </p>
              </Show>
            </div>
            <div class="hidden items-center gap-4 border-t border-line bg-sunken px-4 py-2 text-xs text-muted sm:flex">
              <span class="flex items-center gap-1.5">
                <Kbd>↑</Kbd>
                <Kbd>↓</Kbd> {props.texts.move}
              </span>
              <span class="flex items-center gap-1.5">
                <Kbd>
                  <Icon of={CornerDownLeft} size={10} />
                </Kbd>{' '}
                {props.texts.run}
              </span>
              <span class="ml-auto flex items-center gap-1.5">
                <Kbd>Esc</Kbd> {props.texts.close}
              </span>
            </div>
          </Modal.Content>
        </div>
      </Modal.Portal>
    </Modal.Root>
  );
}
