import { For, lazy, Show, Suspense } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Deal } from '#shared/deal/deal.ts';
import type { Stage } from '#shared/stage/stage.ts';
import { useMe } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { cx } from '#web/ui/cx.ts';
import { Icon } from '#web/ui/icon.tsx';
import { Check, CircleX, Trophy } from '#web/ui/icons.ts';
import { stagesQuery } from './deal.queries.ts';
import { moveDeal, question } from './move-deal.ts';

const MoveDialog = lazy(() => import('./move-dialog.tsx').then((module) => ({ default: module.MoveDialog })));

/** The way of a deal through its pipeline; a click moves it. */
export default function StagePath(props: { record: AnyRecord }) {
  const me = useMe();
  // a record of the noun deal is a deal
  const deal = () => props.record as unknown as Deal;
  const stages = createQuery(() => stagesQuery(deal().pipelineId));
  const all = () => dataOf(stages) ?? [];
  const at = () => all().findIndex((stage) => stage.id === deal().stageId);
  const open = () => all().filter((stage) => stage.kind === 'open');
  const closing = () => all().filter((stage) => stage.kind !== 'open');
  const isHere = (stage: Stage) => stage.id === deal().stageId;
  const isPassed = (stage: Stage) =>
    deal().status === 'won' || (deal().status === 'open' && all().indexOf(stage) < at());
  const canMove = () => me.can('update', 'deal') && props.record.deletedAt === undefined;
  const go = (stage: Stage) => {
    if (!isHere(stage)) void moveDeal({ deal: { ...deal() }, stage: { ...stage }, place: {} });
  };
  return (
    <div class="flex shrink-0 items-center gap-3 border-b border-line px-4 py-2">
      <ol class="flex min-w-0 flex-1 gap-1 overflow-x-auto" aria-label={strings.board.stage}>
        <For each={open()}>
          {(stage) => (
            <li class="min-w-24 flex-1 shrink-0">
              <button
                type="button"
                disabled={!canMove()}
                aria-current={isHere(stage) ? 'step' : undefined}
                onClick={() => go(stage)}
                title={strings.board.moveTo(stage.name)}
                class={cx(
                  'flex h-7 w-full items-center justify-center gap-1 rounded-md px-2 text-xs font-medium touch:h-10',
                  isHere(stage)
                    ? 'bg-accent text-on-accent'
                    : isPassed(stage)
                      ? 'bg-accent-soft text-accent-text hover:brightness-97'
                      : 'bg-sunken text-muted hover:bg-hover',
                )}
              >
                <Show when={isPassed(stage)}>
                  <Icon of={Check} size={12} weight={2.5} />
                </Show>
                <span class="truncate">{stage.name}</span>
              </button>
            </li>
          )}
        </For>
      </ol>
      <div class="flex shrink-0 gap-1">
        <For each={closing()}>
          {(stage) => (
            <button
              type="button"
              disabled={!canMove()}
              aria-pressed={isHere(stage)}
              onClick={() => go(stage)}
              class={cx(
                'flex h-7 items-center gap-1.5 rounded-md px-2.5 text-xs font-medium whitespace-nowrap touch:h-10',
                stage.kind === 'won'
                  ? isHere(stage)
                    ? 'bg-success-solid text-on-success'
                    : 'bg-success-soft text-success hover:brightness-97'
                  : isHere(stage)
                    ? 'bg-danger-solid text-on-danger'
                    : 'bg-danger-soft text-danger hover:brightness-97',
              )}
            >
              <Icon of={stage.kind === 'won' ? Trophy : CircleX} size={13} weight={2} />
              {stage.name}
            </button>
          )}
        </For>
      </div>
      <Show when={question()}>
        <Suspense>
          <MoveDialog />
        </Suspense>
      </Show>
    </div>
  );
}
