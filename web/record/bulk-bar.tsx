import { createSignal, lazy, Show, Suspense } from 'solid-js';
import { useMe } from '#web/app/me.tsx';
import { showProblem } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { Pencil, Restore, Trash, User, X } from '#web/ui/icons.ts';
import { showToast } from '#web/ui/toast.tsx';
import { changeMany, type Patch } from './record.mutations.ts';

const BulkEditDialog = lazy(() =>
  import('./bulk-edit-dialog.tsx').then((module) => ({ default: module.BulkEditDialog })),
);
const Confirm = lazy(() => import('#web/ui/dialog.tsx').then((module) => ({ default: module.Confirm })));

type Change = { readonly action: 'update'; readonly patch: Patch } | { readonly action: 'remove' | 'restore' };

/** What can be done with the selected rows; stands over the foot of the list. */
export function BulkBar(props: {
  entity: EntityInfo;
  selected: ReadonlySet<string>;
  total: number | undefined;
  isBin: boolean;
  onClear: () => void;
  onSelectAll: () => void;
}) {
  const me = useMe();
  const [editing, setEditing] = createSignal<string>();
  const [isRemoving, setIsRemoving] = createSignal(false);
  const [isBusy, setIsBusy] = createSignal(false);
  const count = () => props.selected.size;
  const run = async (change: Change, said: (n: number) => string) => {
    const ids = [...props.selected];
    setIsBusy(true);
    try {
      const { done, failed, reason } = await changeMany(props.entity.noun, ids, change);
      const undo =
        change.action === 'remove' && failed === 0
          ? { label: strings.record.restore, onSelect: () => void undoRemoval(ids) }
          : undefined;
      if (done > 0) showToast({ title: said(done), ...(undo && { action: undo }) });
      if (failed > 0)
        showToast({ title: strings.bulk.failed(failed), isError: true, ...(reason && { detail: reason }) });
      props.onClear();
    } catch (error) {
      showProblem(error);
    } finally {
      setIsBusy(false);
      setEditing(undefined);
      setIsRemoving(false);
    }
  };
  const undoRemoval = async (ids: readonly string[]) => {
    try {
      const { done } = await changeMany(props.entity.noun, ids, { action: 'restore' });
      showToast({ title: strings.bulk.restored(done) });
    } catch (error) {
      showProblem(error);
    }
  };
  const canBulk = () => me.can('bulk', props.entity.noun);
  return (
    <>
      <div
        role="toolbar"
        aria-label={strings.bulk.bar}
        class="absolute bottom-12 left-1/2 z-20 flex max-w-[calc(100%-2rem)] -translate-x-1/2 items-center gap-1 overflow-x-auto rounded-xl border border-line bg-raised p-1.5 shadow-4 animate-[slide-up_.12s_ease-out]"
      >
        <span class="pl-2 font-medium whitespace-nowrap tnum" role="status">
          {strings.bulk.selected(count())}
        </span>
        <Show when={props.total !== undefined && count() < (props.total ?? 0)}>
          <Button variant="ghost" size="sm" class="text-accent-text" onClick={() => props.onSelectAll()}>
            {strings.bulk.selectAll(props.total ?? 0)}
          </Button>
        </Show>
        <span class="mx-1 h-5 w-px bg-line" aria-hidden="true" />
        <Show
          when={!props.isBin}
          fallback={
            <Show when={canBulk()}>
              <Button
                variant="ghost"
                icon={Restore}
                isBusy={isBusy()}
                onClick={() => void run({ action: 'restore' }, strings.bulk.restored)}
              >
                {strings.bulk.restore}
              </Button>
            </Show>
          }
        >
          <Show when={canBulk() && me.can('update', props.entity.noun)}>
            <Button variant="ghost" icon={Pencil} onClick={() => setEditing('')}>
              {strings.bulk.edit}
            </Button>
            <Show when={props.entity.owned}>
              <Button variant="ghost" icon={User} onClick={() => setEditing('ownerId')}>
                {strings.bulk.assign}
              </Button>
            </Show>
          </Show>
          <Show when={canBulk() && me.can('delete', props.entity.noun)}>
            <Button variant="ghost" icon={Trash} class="text-danger" onClick={() => setIsRemoving(true)}>
              {strings.bulk.remove}
            </Button>
          </Show>
        </Show>
        <Button variant="ghost" icon={X} aria-label={strings.bulk.clear} onClick={() => props.onClear()} />
      </div>
      <Suspense>
        <Show when={editing() !== undefined}>
          <BulkEditDialog
            entity={props.entity}
            count={count()}
            field={editing() || undefined}
            isBusy={isBusy()}
            onClose={() => setEditing(undefined)}
            onApply={(patch) => void run({ action: 'update', patch }, strings.bulk.done)}
          />
        </Show>
        <Show when={isRemoving()}>
          <Confirm
            isOpen
            onOpenChange={setIsRemoving}
            title={strings.bulk.removeTitle(count())}
            description={strings.bulk.removeDetail}
            confirmLabel={strings.bulk.remove}
            isDanger
            isBusy={isBusy()}
            onConfirm={() => void run({ action: 'remove' }, strings.bulk.removed)}
          />
        </Show>
      </Suspense>
    </>
  );
}
