import { createEffect, createSignal, For, Match, on, Show, Switch } from 'solid-js';
import { type ChangeKind, changeKinds } from '#shared/change-set/change-set.ts';
import { messageOf } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { said } from '#web/lib/said.ts';
import { Button } from '#web/ui/button.tsx';
import { cx } from '#web/ui/cx.ts';
import { Dialog } from '#web/ui/dialog.tsx';
import { Progress } from '#web/ui/progress.tsx';
import { Banner } from '#web/ui/states.tsx';
import { text } from '#web/ui/text.ts';
import { cancelChangeSet, changeSetQuery, closeReview, startStep } from './change-set.queries.ts';
import { PlanRows } from './plan-rows.tsx';

const tones: Readonly<Record<ChangeKind, string>> = {
  change: 'text-ink font-semibold',
  unchanged: 'text-muted',
  refused: 'text-warning font-medium',
  wrong: 'text-danger font-medium',
};

/** What a change set would do, before it does anything. It goes on by itself: closing the window stops nothing. */
export default function PlanDialog(props: { id: string }) {
  const [isBusy, setIsBusy] = createSignal(false);
  const query = createQuery(() => changeSetQuery(props.id));
  const set = () => dataOf(query);
  const count = () => set()?.planned?.change ?? 0;
  const apply = async () => {
    const known = set();
    if (!known) return;
    setIsBusy(true);
    await startStep(known, 'apply');
    setIsBusy(false);
    closeReview();
  };
  const discard = async () => {
    closeReview();
    await cancelChangeSet(props.id);
  };
  // effect: once it is under way the tray shows the rest
  createEffect(
    on(
      () => set()?.state,
      (state) => {
        if (state && !['planning', 'planned', 'failed'].includes(state)) closeReview();
      },
    ),
  );
  return (
    <Dialog
      isOpen
      onOpenChange={closeReview}
      title={set()?.name ?? strings.changeSet.planning}
      width="md"
      footer={
        <>
          <Show when={set()?.state !== 'failed'}>
            <Button variant="ghost" onClick={() => void discard()}>
              {strings.changeSet.discard}
            </Button>
          </Show>
          <Show
            when={set()?.state === 'planned'}
            fallback={
              <Button variant="ghost" onClick={closeReview}>
                {text.close}
              </Button>
            }
          >
            <Button
              variant={set()?.action === 'remove' ? 'danger' : 'primary'}
              isBusy={isBusy()}
              disabled={count() === 0}
              onClick={() => void apply()}
            >
              {count() === 0 ? strings.changeSet.applyNone : strings.changeSet.apply(count())}
            </Button>
          </Show>
        </>
      }
    >
      <Switch>
        <Match when={query.isError && !set()}>
          <Banner tone="danger">{messageOf(query.error)}</Banner>
        </Match>
        <Match when={set()?.state === 'failed'}>
          <div role="alert">
            <Banner tone="danger">{said(set()?.error ?? strings.tray.failed)}</Banner>
          </div>
        </Match>
        <Match when={set()?.state === 'planned' && set()}>
          {(known) => (
            <>
              <ul class="flex flex-wrap gap-x-4 gap-y-1 tnum" role="status">
                <For each={changeKinds.filter((kind) => kind === 'change' || (known().planned?.[kind] ?? 0) > 0)}>
                  {(kind) => (
                    <li class={cx(tones[kind])}>{strings.changeSet.counts[kind](known().planned?.[kind] ?? 0)}</li>
                  )}
                </For>
              </ul>
              <PlanRows set={known()} />
            </>
          )}
        </Match>
        <Match when={true}>
          <div role="status" class="py-6 text-center">
            <p class="font-medium">{strings.changeSet.planning}</p>
            <Progress class="mx-auto mt-3 max-w-60 animate-pulse" value={1} label={strings.changeSet.planning} />
          </div>
        </Match>
      </Switch>
    </Dialog>
  );
}
