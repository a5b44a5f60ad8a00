import * as Modal from '@kobalte/core/dialog';
import { type JSX, type ParentProps, Show } from 'solid-js';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { X } from './icons.ts';
import { text } from './text.ts';

type DialogProps = ParentProps<{
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description?: string;
  footer?: JSX.Element;
  width?: 'sm' | 'md' | 'lg';
}>;

const widths = { sm: 'max-w-105', md: 'max-w-140', lg: 'max-w-200' } as const;

function Heading(props: { title: string; description?: string }) {
  return (
    <header class="flex items-start gap-3 border-b border-line px-4 py-3 touch:items-center">
      <div class="min-w-0 flex-1">
        <Modal.Title class="text-lg font-semibold">{props.title}</Modal.Title>
        <Show when={props.description}>
          <Modal.Description class="mt-0.5 text-muted">{props.description}</Modal.Description>
        </Show>
      </div>
      <Modal.CloseButton
        aria-label={text.close}
        class="-mt-0.5 -mr-1.5 grid size-7 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink touch:-my-1 touch:size-9"
      >
        <Icon of={X} />
      </Modal.CloseButton>
    </header>
  );
}

/** A window over the page: it takes the focus, to its first field where it has one, and gives it back. */
export function Dialog(props: DialogProps) {
  let body: HTMLDivElement | undefined;
  const onOpenAutoFocus = (event: Event) => {
    const field = body?.querySelector<HTMLElement>('input:not([role="combobox"], [type="checkbox"]), textarea, select');
    if (!field) return;
    event.preventDefault();
    field.focus();
  };
  return (
    <Modal.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <Modal.Portal>
        <Modal.Overlay class="fixed inset-0 z-40 bg-scrim animate-[fade_.1s]" />
        <div class="fixed inset-0 z-50 flex items-end justify-center sm:items-start sm:p-4 sm:pt-[9vh]">
          <Modal.Content
            onOpenAutoFocus={onOpenAutoFocus}
            class={cx(
              'flex max-h-[92dvh] w-full flex-col rounded-t-xl border border-line bg-raised shadow-4 animate-[pop_.12s_ease-out] sm:max-h-[82dvh] sm:rounded-xl',
              widths[props.width ?? 'md'],
            )}
          >
            <Heading title={props.title} description={props.description} />
            <div ref={body} class="min-h-0 flex-1 overflow-y-auto px-4 py-4">
              {props.children}
            </div>
            <Show when={props.footer}>
              <footer class="flex flex-wrap items-center justify-end gap-2 border-t border-line bg-sunken px-4 py-2.5 sm:rounded-b-xl">
                {props.footer}
              </footer>
            </Show>
          </Modal.Content>
        </div>
      </Modal.Portal>
    </Modal.Root>
  );
}

/** A panel at the right edge (whole screen on a phone). */
export function Sheet(props: DialogProps) {
  return (
    <Modal.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <Modal.Portal>
        <Modal.Overlay class="fixed inset-0 z-40 bg-scrim animate-[fade_.1s]" />
        <Modal.Content class="fixed inset-y-0 right-0 z-50 flex w-full flex-col border-l border-line bg-raised shadow-4 animate-[slide-in_.14s_ease-out] sm:w-110">
          <Heading title={props.title} description={props.description} />
          <div class="min-h-0 flex-1 overflow-y-auto">{props.children}</div>
          <Show when={props.footer}>
            <footer class="flex items-center justify-end gap-2 border-t border-line bg-sunken px-4 py-2.5">
              {props.footer}
            </footer>
          </Show>
        </Modal.Content>
      </Modal.Portal>
    </Modal.Root>
  );
}

/** Asks before what cannot be undone. */
export function Confirm(props: {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description: string;
  confirmLabel: string;
  isDanger?: boolean;
  isBusy?: boolean;
  onConfirm: () => void;
}) {
  return (
    <Dialog
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
      title={props.title}
      width="sm"
      footer={
        <>
          <Button variant="ghost" onClick={() => props.onOpenChange(false)}>
            {text.cancel}
          </Button>
          <Button
            variant={props.isDanger ? 'danger' : 'primary'}
            isBusy={props.isBusy}
            onClick={() => props.onConfirm()}
          >
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      <p class="text-ink-2">{props.description}</p>
    </Dialog>
  );
}
