import { For } from 'solid-js';
import { Dialog } from '#web/ui/dialog.tsx';
import { Kbd } from '#web/ui/kbd.tsx';
import { isShortcutsOpen, setIsShortcutsOpen } from './shell-state.ts';
import { strings } from './strings.ts';

/** The list of keyboard shortcuts. */
export default function ShortcutSheet() {
  return (
    <Dialog
      isOpen={isShortcutsOpen()}
      onOpenChange={setIsShortcutsOpen}
      title={strings.shortcuts.title}
      description={strings.shortcuts.lead}
      width="sm"
    >
      <dl class="space-y-2">
        <For each={strings.shortcuts.items}>
          {([keys, what]) => (
            <div class="flex items-baseline gap-3">
              <dt class="w-24 shrink-0">
                <Kbd>{keys}</Kbd>
              </dt>
              <dd class="text-ink-2">{what}</dd>
            </div>
          )}
        </For>
      </dl>
    </Dialog>
  );
}
