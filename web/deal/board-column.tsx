import { createSignal, For, Show } from 'solid-js';
import type { Deal } from '#shared/deal/deal.ts';
import { openCreate } from '#web/app/create.ts';
import { strings } from '#web/app/strings.ts';
import { formatMoney, formatNumber, formatPercent } from '#web/lib/format.ts';
import { A } from '#web/lib/router.ts';
import { withDrag } from '#web/lib/with-drag.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Chip } from '#web/ui/chip.tsx';
import { cx } from '#web/ui/cx.ts';
import { Plus } from '#web/ui/icons.ts';
import type { MenuItem } from '#web/ui/menu.tsx';
import type { BoardColumn, NextTask } from './deal.queries.ts';
import { DealCard } from './deal-card.tsx';

/** One stage with its deals. */
export function StageColumn(props: {
  column: BoardColumn;
  nextTasks: Readonly<Record<string, NextTask>>;
  canMove: boolean;
  canCreate: boolean;
  canShowMore: boolean;
  menuOf: (deal: Deal) => readonly MenuItem[];
  onStep: (deal: Deal, stages: number, places: number) => void;
  onShowMore: () => void;
  tableHref: string;
}) {
  let element: HTMLElement | undefined;
  let list: HTMLUListElement | undefined;
  const [isOver, setIsOver] = createSignal(false);
  /** A stage in the bin shows what is left in it and takes nothing. */
  const isGone = () => props.column.stage.deletedAt !== undefined;
  withDrag((drag) =>
    element && list
      ? drag.combine(
          drag.autoScrollForElements({ element: list }),
          drag.dropTargetForElements({
            element,
            getData: () => ({ stageId: props.column.stage.id }),
            canDrop: () => !isGone(),
            onDragEnter: () => setIsOver(true),
            onDragLeave: () => setIsOver(false),
            onDrop: () => setIsOver(false),
          }),
        )
      : undefined,
  );
  const sum = () => props.column.sum.map(formatMoney).join(' + ');
  const rest = () => props.column.count - props.column.items.length;
  return (
    <section
      ref={element}
      data-stage={props.column.stage.id}
      aria-label={`${props.column.stage.name}, ${strings.board.deals(props.column.count)}${sum() ? `, ${sum()}` : ''}`}
      class={cx(
        'flex min-w-56 flex-1 flex-col rounded-lg bg-sunken max-md:min-w-full md:max-w-md',
        isOver() && 'ring-1 ring-accent ring-inset',
      )}
    >
      <header class="px-2.5 pt-2 pb-1.5">
        <div class="flex items-center gap-1.5">
          <h2 class="truncate font-semibold">{props.column.stage.name}</h2>
          <span class="text-xs text-muted tnum">{formatNumber(props.column.count)}</span>
          <Show when={isGone()}>
            <Chip tone="warning">{strings.board.inBin}</Chip>
          </Show>
          <Show when={props.canCreate && !isGone()}>
            <IconButton
              label={strings.board.addTo(props.column.stage.name)}
              icon={Plus}
              size={15}
              box="size-6 -my-1 -mr-1 ml-auto"
              onClick={() =>
                openCreate({
                  noun: 'deal',
                  values: { pipelineId: props.column.stage.pipelineId, stageId: props.column.stage.id },
                  onCreated: () => undefined,
                })
              }
            />
          </Show>
        </div>
        <div class="flex items-baseline text-xs text-muted tnum">
          <span class="font-medium text-ink-2">{sum() || '–'}</span>
          <span
            class="ml-auto"
            title={`${strings.board.weighted}: ${props.column.weighted.map(formatMoney).join(' + ')}`}
          >
            {formatPercent(props.column.stage.probability)}
          </span>
        </div>
      </header>
      <ul ref={list} class="min-h-16 flex-1 space-y-2 overflow-y-auto px-2 pt-0.5 pb-2">
        <For each={props.column.items}>
          {(deal) => (
            <li>
              <DealCard
                deal={deal}
                stage={props.column.stage}
                nextTask={props.nextTasks[deal.id]}
                menu={props.menuOf(deal)}
                canMove={props.canMove}
                onStep={(stages, places) => props.onStep(deal, stages, places)}
              />
            </li>
          )}
        </For>
        <Show when={rest() > 0}>
          <li>
            <Show
              when={props.canShowMore}
              fallback={
                <A
                  href={props.tableHref}
                  class="block rounded-md py-1.5 text-center text-xs text-accent-text hover:bg-hover"
                >
                  {strings.board.openInTable}
                </A>
              }
            >
              <button
                type="button"
                class="h-7 w-full rounded-md text-center text-xs text-muted hover:bg-hover touch:h-10"
                onClick={() => props.onShowMore()}
              >
                {strings.board.showMore(rest())}
              </button>
            </Show>
          </li>
        </Show>
        <Show when={props.column.count === 0}>
          <li class="py-6 text-center text-xs text-muted">{strings.board.empty}</li>
        </Show>
      </ul>
    </section>
  );
}
