import type { Deal } from '#shared/deal/deal.ts';
import type { Pipeline } from '#shared/pipeline/pipeline.ts';
import type { Stage } from '#shared/stage/stage.ts';
import { api, type Selection } from '#web/app/api.ts';
import { learnTitles } from '#web/app/refs.ts';
import { atLeast } from '#web/app/writes.ts';

export type MoneySum = { readonly amountMinor: number; readonly currency: string };
export type NextTask = {
  readonly id: string;
  readonly title: string;
  readonly kind?: string | undefined;
  readonly dueOn?: string | undefined;
};
export type BoardColumn = {
  readonly stage: Stage;
  readonly count: number;
  readonly sum: readonly MoneySum[];
  readonly weighted: readonly MoneySum[];
  readonly items: readonly Deal[];
};
export type Board = {
  readonly columns: readonly BoardColumn[];
  readonly nextTasks: Readonly<Record<string, NextTask>>;
};

export const boardKey = (pipelineId: string, selection: Selection, limit: number) =>
  ['deal', 'board', pipelineId, selection, limit] as const;

/** The stages of a pipeline with their deals. */
export const boardQuery = (pipelineId: string, selection: Selection, limit: number) => ({
  queryKey: boardKey(pipelineId, selection, limit),
  queryFn: async (): Promise<Board> => {
    const { columns, refs, nextTasks } = await api.deal.board({
      query: {
        pipelineId,
        limit: String(limit),
        ...(selection.filter && { filter: JSON.stringify(selection.filter) }),
        ...(selection.q && { q: selection.q }),
        ...(atLeast('deal', 'task', 'stage') && { 'at-least': atLeast('deal', 'task', 'stage') }),
      },
    });
    learnTitles(refs);
    return { columns, nextTasks };
  },
});

/** The pipelines that deals can go through, in their order. */
export const pipelinesQuery = () => ({
  queryKey: ['pipeline', 'list', 'active'] as const,
  staleTime: 60_000,
  queryFn: async (): Promise<readonly Pipeline[]> => {
    const { items } = await api.pipeline.list({ query: { sort: 'order', limit: 100 } });
    return items.filter((pipeline) => pipeline.isActive !== false);
  },
});

/** The stages of one pipeline, in their order. */
export const stagesQuery = (pipelineId: string) => ({
  queryKey: ['stage', 'list', 'of', pipelineId] as const,
  staleTime: 60_000,
  queryFn: async (): Promise<readonly Stage[]> => {
    const { items } = await api.stage.list({
      query: {
        filter: JSON.stringify({ field: 'pipelineId', op: 'eq', value: pipelineId }),
        sort: 'order',
        limit: 100,
      },
    });
    return items;
  },
});
