import { createSignal, For, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import { Icon } from './icon.tsx';
import { CircleAlert, CircleCheck, Undo, X } from './icons.ts';
import { text } from './text.ts';

export type Toast = {
  readonly title: string;
  readonly detail?: string;
  readonly isError?: boolean;
  readonly link?: { readonly label: string; readonly href: string };
  readonly action?: { readonly label: string; readonly onSelect: () => void };
};
type Shown = Toast & { readonly id: number };

/** Long enough to read and to reach the Undo button by keyboard. */
const shownMs = 10_000;

const [toasts, setToasts] = createSignal<readonly Shown[]>([]);
let lastId = 0;

const dismiss = (id: number) => setToasts((all) => all.filter((toast) => toast.id !== id));

/** Shows a short message at the foot of the page; the newest three are kept. */
export const showToast = (toast: Toast): void => {
  lastId += 1;
  const id = lastId;
  setToasts((all) => [...all.slice(-2), { ...toast, id }]);
  setTimeout(() => dismiss(id), shownMs);
};

/** Lies beside the app's root, since an open dialog hides what is inside from screen readers. */
export function Toasts() {
  const mount = document.getElementById('toasts') ?? undefined;
  return (
    <Portal mount={mount}>
      <section
        aria-label={text.notifications}
        data-kb-top-layer
        class="pointer-events-none fixed inset-x-0 bottom-18 z-60 flex flex-col items-center gap-2 px-4 md:bottom-5"
      >
        <ol class="contents" aria-live="polite">
          <For each={toasts()}>
            {(toast) => (
              <li class="pointer-events-auto flex w-full max-w-105 items-center gap-2.5 rounded-lg border border-line bg-raised py-2 pr-2 pl-3 shadow-4 animate-[slide-up_.14s_ease-out]">
                <Icon
                  of={toast.isError ? CircleAlert : CircleCheck}
                  class={toast.isError ? 'text-danger' : 'text-success'}
                />
                <div class="min-w-0 flex-1">
                  <p class="font-medium">{toast.title}</p>
                  <Show when={toast.detail}>
                    <p class="text-xs text-muted">{toast.detail}</p>
                  </Show>
                </div>
                <Show when={toast.link}>
                  {(link) => (
                    <a
                      href={link().href}
                      class="flex h-7 items-center rounded-md px-2 font-medium text-accent-text hover:bg-hover touch:h-9"
                      onClick={() => dismiss(toast.id)}
                    >
                      {link().label}
                    </a>
                  )}
                </Show>
                <Show when={toast.action}>
                  {(action) => (
                    <button
                      type="button"
                      class="flex h-7 items-center gap-1.5 rounded-md px-2 font-medium text-accent-text hover:bg-hover touch:h-9"
                      onClick={() => {
                        dismiss(toast.id);
                        action().onSelect();
                      }}
                    >
                      <Icon of={Undo} size={14} weight={2} />
                      {action().label}
                    </button>
                  )}
                </Show>
                <button
                  type="button"
                  aria-label={text.dismiss}
                  class="grid size-7 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink touch:size-9"
                  onClick={() => dismiss(toast.id)}
                >
                  <Icon of={X} size={14} />
                </button>
              </li>
            )}
          </For>
        </ol>
      </section>
    </Portal>
  );
}
