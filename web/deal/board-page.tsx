import { createEffect, createMemo, createSignal, type JSX, Match, on, Show, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import type { Selection } from '#web/app/api.ts';
import { openCreate } from '#web/app/create.ts';
import { useMe, visibleFields } from '#web/app/me.tsx';
import { messageOf, requestOf, showProblem } from '#web/app/problems.ts';
import { queryClient } from '#web/app/query-client.ts';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { createQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import { ListSearch } from '#web/record/list-search.tsx';
import type { ListState } from '#web/record/list-state.ts';
import { ViewTabs } from '#web/record/view-tabs.tsx';
import { Button } from '#web/ui/button.tsx';
import { FilterPills } from '#web/ui/filter-pills.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { ChevronDown, Plus, Workflow } from '#web/ui/icons.ts';
import { Menu } from '#web/ui/menu.tsx';
import { Empty, ErrorState, Skeleton } from '#web/ui/states.tsx';
import { Board } from './board.tsx';
import { BoardSummary } from './board-summary.tsx';
import { boardQuery, pipelinesQuery, stagesQuery } from './deal.queries.ts';

const firstLimit = 20;
const mostLimit = 100;

/** The pipeline as columns of cards. */
export function BoardPage(props: {
  entity: EntityInfo;
  state: ListState;
  views: readonly AnyRecord[];
  switcher: JSX.Element;
}) {
  const me = useMe();
  const pipelines = createQuery(pipelinesQuery);
  const [chosen, setChosen] = createSignal(localStorage.getItem('deals.pipeline') ?? undefined);
  const pipeline = createMemo(() => {
    const all = dataOf(pipelines) ?? [];
    return all.find((p) => p.id === chosen()) ?? all[0];
  });
  const [limit, setLimit] = createSignal(firstLimit);
  const selection = (): Selection => ({ filter: props.state.filter(), q: props.state.words() || undefined });
  // effect: another pipeline or filter begins with few cards again
  createEffect(
    on([() => pipeline()?.id, () => JSON.stringify(selection())], () => setLimit(firstLimit), { defer: true }),
  );
  const board = createQuery(() => ({
    ...boardQuery(pipeline()?.id ?? '', selection(), limit()),
    enabled: pipeline() !== undefined,
    placeholderData: keepPreviousData,
  }));
  const columns = () => dataOf(board)?.columns ?? [];
  const open = () => columns().filter((column) => column.stage.kind === 'open');
  const total = () => (dataOf(board) ? open().reduce((sum, column) => sum + column.count, 0) : undefined);
  const choose = (id: string) => {
    localStorage.setItem('deals.pipeline', id);
    setChosen(id);
  };
  const [isBeginning, setIsBeginning] = createSignal(false);
  /** A new deal begins in the first open stage, which may still be on its way. */
  const begin = async () => {
    setIsBeginning(true);
    try {
      const [first] = await queryClient.ensureQueryData(pipelinesQuery());
      const pipelineId = (pipeline() ?? first)?.id;
      const stages = pipelineId === undefined ? [] : await queryClient.ensureQueryData(stagesQuery(pipelineId));
      const stageId = stages.find((stage) => stage.kind === 'open')?.id;
      openCreate({ noun: 'deal', values: { pipelineId, stageId } });
    } catch (error) {
      showProblem(error);
    } finally {
      setIsBeginning(false);
    }
  };
  const showFilter = (filter: Predicate) => {
    const now = props.state.filter();
    props.state.setFilter(now ? { and: [...('and' in now ? now.and : [now]), filter] } : filter);
  };
  return (
    <>
      <TopBar
        left={
          <>
            <h1 class="text-sm font-semibold">{strings.board.title}</h1>
            <Show when={pipeline()}>
              {(current) => (
                <>
                  <span class="text-line-strong" aria-hidden="true">
                    /
                  </span>
                  <Menu
                    label={`${strings.board.pipeline}: ${current().name}`}
                    placement="bottom-start"
                    class="flex h-7 min-w-0 items-center gap-1 rounded-md px-1.5 text-ink-2 hover:bg-hover"
                    items={(dataOf(pipelines) ?? []).map((p) => ({
                      label: p.name,
                      isChecked: p.id === current().id,
                      onSelect: () => choose(p.id),
                    }))}
                  >
                    <span class="truncate">{current().name}</span>
                    <Icon of={ChevronDown} size={14} class="text-muted" />
                  </Menu>
                </>
              )}
            </Show>
          </>
        }
      >
        <Show when={me.can('create', 'deal')}>
          <Button variant="primary" icon={Plus} isBusy={isBeginning()} onClick={() => void begin()}>
            {strings.list.newOne(props.entity.label.one)}
          </Button>
        </Show>
      </TopBar>
      <div class="flex h-10 shrink-0 items-center gap-3 border-b border-line px-4">
        <ViewTabs
          entity={props.entity}
          views={props.views}
          state={props.state}
          total={total()}
          kind="board"
          allLabel="All open"
        />
        <div class="ml-auto shrink-0">{props.switcher}</div>
      </div>
      <div class="flex shrink-0 items-center gap-1.5 overflow-x-auto px-4 py-2 max-md:flex-wrap">
        <ListSearch label={strings.list.searchIn(props.entity.label.many)} state={props.state} />
        <FilterPills
          fields={visibleFields(me, props.entity)}
          value={props.state.filter()}
          onChange={props.state.setFilter}
        />
      </div>
      <Switch>
        <Match when={(board.isError && !dataOf(board)) || (pipelines.isError && !dataOf(pipelines))}>
          <ErrorState
            title={strings.error.list}
            detail={messageOf(board.error ?? pipelines.error)}
            requestId={requestOf(board.error ?? pipelines.error)}
            onRetry={() => {
              void pipelines.refetch();
              void board.refetch();
            }}
          />
        </Match>
        <Match when={dataOf(pipelines) && !pipeline()}>
          <Empty title={strings.board.noPipeline} detail={strings.board.noPipelineDetail} icon={Workflow} />
        </Match>
        <Match when={!dataOf(board)}>
          <BoardSkeleton />
        </Match>
        <Match when={dataOf(board)}>
          {(now) => (
            <>
              <BoardSummary
                columns={open()}
                pipelineId={pipeline()?.id ?? ''}
                selection={selection()}
                onFilter={showFilter}
              />
              <Board
                columns={columns()}
                nextTasks={now().nextTasks}
                canMove={me.can('update', 'deal')}
                canCreate={me.can('create', 'deal')}
                canShowMore={limit() < mostLimit}
                onShowMore={() => setLimit(mostLimit)}
                tableHref={(stageId) =>
                  `/deals?layout=table&filter=${encodeURIComponent(JSON.stringify({ field: 'stageId', op: 'in', value: [stageId] }))}`
                }
              />
            </>
          )}
        </Match>
      </Switch>
    </>
  );
}

const BoardSkeleton = () => (
  <div class="flex min-h-0 flex-1 gap-2.5 overflow-hidden px-4 pb-3">
    {[0, 1, 2, 3].map(() => (
      <div class="min-w-53 flex-1 rounded-lg bg-sunken p-2">
        <Skeleton class="m-1 w-24" />
        <Skeleton class="mt-4 h-24 w-full rounded-lg" />
        <Skeleton class="mt-2 h-24 w-full rounded-lg" />
      </div>
    ))}
  </div>
);
