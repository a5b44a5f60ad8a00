import { createSignal, lazy, Show, Suspense } from 'solid-js';
import type { NewChangeSet } from '#shared/change-set/change-set.routes.ts';
import type { Selection } from '#web/app/api.ts';
import { useMe } from '#web/app/me.tsx';
import { showProblem } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { beginExport, planChanges, selectionBody } from '#web/change-set/change-set.queries.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { Download, Pencil, Restore, Tag, Trash, User, X } from '#web/ui/icons.ts';
import { showToast } from '#web/ui/toast.tsx';
import { changeMany, type Patch, toBody } from './record.mutations.ts';

const BulkEditDialog = lazy(() =>
  import('./bulk-edit-dialog.tsx').then((module) => ({ default: module.BulkEditDialog })),
);
const BulkTagDialog = lazy(() => import('./bulk-tag-dialog.tsx').then((module) => ({ default: module.BulkTagDialog })));
const Confirm = lazy(() => import('#web/ui/dialog.tsx').then((module) => ({ default: module.Confirm })));

/** So many are changed while one waits, with an undo at hand. */
const mostAtOnce = 100;

type Change = { readonly action: 'update'; readonly patch: Patch } | { readonly action: 'remove' | 'restore' };

/** What can be done with the selected rows; stands over the foot of the list. */
export function BulkBar(props: {
  entity: EntityInfo;
  selected: ReadonlySet<string>;
  /** The whole list is selected, as it is narrowed: more than the rows that are loaded. */
  all: Selection | undefined;
  total: number | undefined;
  shown: readonly string[];
  isBin: boolean;
  onClear: () => void;
  onSelectAll: () => void;
}) {
  const me = useMe();
  const [editing, setEditing] = createSignal<string>();
  const [isRemoving, setIsRemoving] = createSignal(false);
  const [isTagging, setIsTagging] = createSignal(false);
  const [isBusy, setIsBusy] = createSignal(false);
  const count = () => (props.all ? (props.total ?? 0) : props.selected.size);
  /** More than one may wait for: planned, shown, then changed by a job. */
  const isPlanned = () => count() > mostAtOnce;
  const chosen = () => ({
    noun: props.entity.noun,
    ...(props.all ? { selection: selectionBody(props.all) } : { ids: [...props.selected] }),
  });
  const plan = async (body: NewChangeSet) => {
    setIsBusy(true);
    const isBegun = await planChanges(body);
    setIsBusy(false);
    if (!isBegun) return;
    setEditing(undefined);
    setIsRemoving(false);
    setIsTagging(false);
    props.onClear();
  };
  const change = (wanted: Change, said: (n: number) => string) => {
    if (!isPlanned()) return run(wanted, said);
    return plan(
      wanted.action === 'update'
        ? { ...chosen(), action: 'update', patch: toBody(wanted.patch) }
        : { ...chosen(), action: wanted.action },
    );
  };
  const write = async () => {
    const columns = ['id', ...props.shown.filter((key) => me.canRead(props.entity.noun, key))];
    setIsBusy(true);
    if (await beginExport({ ...chosen(), columns })) {
      showToast({ title: strings.bulk.exporting(props.entity.label.many) });
      props.onClear();
    }
    setIsBusy(false);
  };
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
        class="absolute bottom-16 left-1/2 z-20 flex max-w-[calc(100%-2rem)] -translate-x-1/2 items-center gap-1 overflow-x-auto rounded-xl border border-line bg-raised p-1.5 shadow-4 animate-[slide-up_.12s_ease-out]"
      >
        <span class="pl-2 font-medium whitespace-nowrap tnum" role="status">
          {props.all ? strings.bulk.allSelected(count()) : strings.bulk.selected(count())}
        </span>
        <Show when={!props.all && props.total !== undefined && count() < (props.total ?? 0)}>
          <Button variant="ghost" size="sm" class="text-accent-text" onClick={() => props.onSelectAll()}>
            {strings.bulk.selectAllInView(props.total ?? 0)}
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
                onClick={() => void change({ action: 'restore' }, strings.bulk.restored)}
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
            <Show when={me.canEdit(props.entity.noun, 'tags')}>
              <Button variant="ghost" icon={Tag} onClick={() => setIsTagging(true)}>
                {strings.bulk.tag}
              </Button>
            </Show>
          </Show>
          <Show when={me.can('export', props.entity.noun)}>
            <Button variant="ghost" icon={Download} isBusy={isBusy()} onClick={() => void write()}>
              {strings.bulk.export}
            </Button>
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
            isPlanned={isPlanned()}
            field={editing() || undefined}
            isBusy={isBusy()}
            onClose={() => setEditing(undefined)}
            onApply={(patch) => void change({ action: 'update', patch }, strings.bulk.done)}
          />
        </Show>
        <Show when={isTagging()}>
          <BulkTagDialog
            entity={props.entity}
            isBusy={isBusy()}
            onClose={() => setIsTagging(false)}
            onApply={(tags) => void plan({ ...chosen(), action: 'update', tags })}
          />
        </Show>
        <Show when={isRemoving()}>
          <Confirm
            isOpen
            onOpenChange={setIsRemoving}
            title={strings.bulk.removeTitle(count())}
            description={strings.bulk.removeDetail}
            confirmLabel={isPlanned() ? strings.bulk.plan : strings.bulk.remove}
            isDanger
            isBusy={isBusy()}
            onConfirm={() => void change({ action: 'remove' }, strings.bulk.removed)}
          />
        </Show>
      </Suspense>
    </>
  );
}
