import { createSignal, For, lazy, Show, Suspense } from 'solid-js';
import type { Deal } from '#shared/deal/deal.ts';
import type { Stage } from '#shared/stage/stage.ts';
import { hrefOf } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { isPhone } from '#web/lib/media.ts';
import { useNavigate } from '#web/lib/router.ts';
import { withDrag } from '#web/lib/with-drag.ts';
import { cx } from '#web/ui/cx.ts';
import { Icon } from '#web/ui/icon.tsx';
import { CircleX, ExternalLink, Trophy } from '#web/ui/icons.ts';
import type { MenuItem } from '#web/ui/menu.tsx';
import { Select } from '#web/ui/select.tsx';
import { StageColumn } from './board-column.tsx';
import type { BoardColumn, NextTask } from './deal.queries.ts';
import { moveDeal, type Place, question, said } from './move-deal.ts';

const MoveDialog = lazy(() => import('./move-dialog.tsx').then((module) => ({ default: module.MoveDialog })));

/** Open stages as columns; won and lost are places to drop a card on, which appear while one is dragged. */
export function Board(props: {
  columns: readonly BoardColumn[];
  nextTasks: Readonly<Record<string, NextTask>>;
  canMove: boolean;
  canCreate: boolean;
  canShowMore: boolean;
  onShowMore: () => void;
  tableHref: (stageId: string) => string;
}) {
  const navigate = useNavigate();
  let scroller: HTMLDivElement | undefined;
  const [isDragging, setIsDragging] = createSignal(false);
  const [shownStage, setShownStage] = createSignal<string>();
  const open = () => props.columns.filter((column) => column.stage.kind === 'open');
  /** Where a deal can go: a stage in the bin is shown for what is left in it. */
  const enterable = () => props.columns.filter((column) => column.stage.deletedAt === undefined);
  const closing = () =>
    enterable()
      .filter((column) => column.stage.kind !== 'open')
      .map((column) => column.stage);
  const columnOf = (stageId: string) => props.columns.find((column) => column.stage.id === stageId);
  const dealOf = (id: string) => props.columns.flatMap((column) => column.items).find((item) => item.id === id);
  const put = (deal: Deal, stage: Stage, place: Place) =>
    void moveDeal({ deal: { ...deal }, stage: { ...stage }, place });
  /** Between which two cards a place in a column lies; the card itself does not count. */
  const placeAt = (stageId: string, cardId: string, index: number): Place => {
    const rest = columnOf(stageId)?.items.filter((item) => item.id !== cardId) ?? [];
    return { beforeId: rest[index - 1]?.id, afterId: rest[index]?.id };
  };
  const drop = (
    dealId: string,
    targets: readonly Readonly<Record<string | symbol, unknown>>[],
    edge: string | null,
  ) => {
    const deal = dealOf(dealId);
    const card = targets.find((data) => typeof data['cardId'] === 'string');
    const stageId = targets.find((data) => typeof data['stageId'] === 'string')?.['stageId'];
    const stage = typeof stageId === 'string' ? columnOf(stageId)?.stage : undefined;
    if (!deal || !stage || (stage.deletedAt !== undefined && stage.id !== deal.stageId)) return;
    const rest = columnOf(stage.id)?.items.filter((item) => item.id !== dealId) ?? [];
    const over = card ? rest.findIndex((item) => item.id === card['cardId']) : -1;
    // on the column itself: at its foot, as far as it is shown; on a card: above or below it
    const index = over < 0 ? (stage.id === deal.stageId ? rest.length : 0) : over + (edge === 'bottom' ? 1 : 0);
    put(deal, stage, placeAt(stage.id, dealId, index));
  };
  const step = (deal: Deal, stages: number, places: number) => {
    const stagesShown = open().map((column) => column.stage);
    const to = stagesShown[stagesShown.findIndex((stage) => stage.id === deal.stageId) + stages];
    if (to?.deletedAt !== undefined && to.id !== deal.stageId) return;
    const here = columnOf(deal.stageId)?.items.findIndex((item) => item.id === deal.id) ?? -1;
    const index = stages === 0 ? here + places : 0;
    if (!to || index < 0 || (stages === 0 && index >= (columnOf(deal.stageId)?.items.length ?? 0))) return;
    put(deal, to, placeAt(to.id, deal.id, index));
    // the card is drawn anew in its new place and takes the focus along
    setTimeout(() => document.querySelector<HTMLElement>(`[data-deal="${deal.id}"]`)?.focus(), 60);
  };
  const menuOf = (deal: Deal): readonly MenuItem[] => [
    { label: strings.create.open, icon: ExternalLink, onSelect: () => navigate(hrefOf('deal', deal.id)) },
    ...(props.canMove
      ? enterable()
          .filter((column) => column.stage.id !== deal.stageId)
          .map((column, index) => ({
            ...(index === 0 && { heading: strings.board.moveHeading }),
            label: column.stage.name,
            ...(column.stage.kind === 'won' && { icon: Trophy }),
            ...(column.stage.kind === 'lost' && { icon: CircleX }),
            onSelect: () => put(deal, column.stage, placeAt(column.stage.id, deal.id, 0)),
          }))
      : []),
  ];
  withDrag((drag) =>
    scroller
      ? drag.combine(
          drag.autoScrollForElements({ element: scroller }),
          drag.monitorForElements({
            onDragStart: () => setIsDragging(true),
            onDrop: ({ source, location }) => {
              setIsDragging(false);
              const { dealId } = source.data;
              const targets = location.current.dropTargets.map((target) => target.data);
              const card = targets.find((data) => typeof data['cardId'] === 'string');
              if (typeof dealId === 'string') drop(dealId, targets, card ? drag.extractClosestEdge(card) : null);
            },
          }),
        )
      : undefined,
  );
  const shown = () => {
    if (!isPhone()) return open();
    const chosen = open().find((column) => column.stage.id === shownStage()) ?? open()[0];
    return chosen ? [chosen] : [];
  };
  return (
    <>
      <div class="sr-only" role="status" aria-live="polite">
        {said()}
      </div>
      <p id="board-keys" class="sr-only">
        {strings.board.keys}
      </p>
      <Show when={isPhone()}>
        <div class="px-4 pb-2">
          <Select
            label={strings.board.stage}
            isRequired
            options={open().map((column) => ({ id: column.stage.id, label: `${column.stage.name} (${column.count})` }))}
            value={shownStage() ?? open()[0]?.stage.id}
            onChange={setShownStage}
          />
        </div>
      </Show>
      <div ref={scroller} class="flex min-h-0 flex-1 gap-2.5 overflow-x-auto px-4 pb-3">
        <For each={shown()}>
          {(column) => (
            <StageColumn
              column={column}
              nextTasks={props.nextTasks}
              canMove={props.canMove}
              canCreate={props.canCreate}
              canShowMore={props.canShowMore}
              menuOf={menuOf}
              onStep={step}
              onShowMore={props.onShowMore}
              tableHref={props.tableHref(column.stage.id)}
            />
          )}
        </For>
      </div>
      <Show when={isDragging()}>
        <div class="absolute bottom-5 left-1/2 z-20 flex -translate-x-1/2 gap-2 rounded-xl border border-line bg-raised p-1.5 shadow-4">
          <For each={closing()}>{(stage) => <ClosePlace stage={stage} />}</For>
        </div>
      </Show>
      <Show when={question()}>
        <Suspense>
          <MoveDialog />
        </Suspense>
      </Show>
    </>
  );
}

/** Where a card is dropped to win or lose the deal. */
function ClosePlace(props: { stage: Stage }) {
  let element: HTMLSpanElement | undefined;
  const [isOver, setIsOver] = createSignal(false);
  withDrag((drag) =>
    element
      ? drag.dropTargetForElements({
          element,
          getData: () => ({ stageId: props.stage.id }),
          onDragEnter: () => setIsOver(true),
          onDragLeave: () => setIsOver(false),
          onDrop: () => setIsOver(false),
        })
      : undefined,
  );
  return (
    <span
      ref={element}
      data-close={props.stage.kind}
      class={cx(
        'flex h-9 items-center gap-2 rounded-md px-4 font-medium',
        props.stage.kind === 'won' ? 'bg-success-soft text-success' : 'bg-danger-soft text-danger',
        isOver() && 'ring-2 ring-current',
      )}
    >
      <Icon of={props.stage.kind === 'won' ? Trophy : CircleX} />
      {props.stage.name}
    </span>
  );
}
