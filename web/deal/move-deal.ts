import { createSignal } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Deal } from '#shared/deal/deal.ts';
import { missingForStage } from '#shared/deal/stage-gate.ts';
import type { Stage } from '#shared/stage/stage.ts';
import { api } from '#web/app/api.ts';
import { fieldErrors, problemOf, showProblem } from '#web/app/problems.ts';
import { invalidate, queryClient } from '#web/app/query-client.ts';
import { strings } from '#web/app/strings.ts';
import { tookPlace } from '#web/record/record.queries.ts';
import { text } from '#web/ui/text.ts';
import { showToast } from '#web/ui/toast.tsx';
import type { Board } from './deal.queries.ts';

/** Where in its column a card shall stand: between these two. */
export type Place = { readonly beforeId?: string | undefined; readonly afterId?: string | undefined };
export type Move = { readonly deal: Deal; readonly stage: Stage; readonly place: Place };
/** A move that needs fields first. */
export type Question = Move & {
  readonly fields: readonly string[];
  readonly errors: Readonly<Record<string, string>>;
  /** What has been filled in, where an answer was refused. */
  readonly given: Readonly<Record<string, unknown>>;
};

const [question, setQuestion] = createSignal<Question>();
const [said, setSaid] = createSignal('');

/** What a screen reader hears of the last move. */
export { question, said };
export const closeQuestion = (): void => {
  setQuestion(undefined);
};

const fieldsToClose = { won: ['amount', 'closeDate', 'wonReason'], lost: ['lostReason', 'lostNote'] } as const;

/** The board with a card in its new place, as it will be once the server has agreed. */
export const withMove = (board: Board, move: Move): Board => {
  const amount = move.deal.amount;
  const change = (sums: Board['columns'][number]['sum'], sign: 1 | -1) =>
    amount
      ? sums.map((sum) =>
          sum.currency === amount.currency ? { ...sum, amountMinor: sum.amountMinor + sign * amount.amountMinor } : sum,
        )
      : sums;
  return {
    ...board,
    columns: board.columns.map((column) => {
      const isFrom = column.items.some((item) => item.id === move.deal.id);
      const isTo = column.stage.id === move.stage.id;
      const rest = column.items.filter((item) => item.id !== move.deal.id);
      if (!isTo)
        return isFrom ? { ...column, items: rest, count: column.count - 1, sum: change(column.sum, -1) } : column;
      const before = rest.findIndex((item) => item.id === move.place.beforeId);
      const after = rest.findIndex((item) => item.id === move.place.afterId);
      const at = before >= 0 ? before + 1 : after >= 0 ? after : 0;
      const items = [...rest.slice(0, at), { ...move.deal, stageId: column.stage.id }, ...rest.slice(at)];
      return isFrom ? { ...column, items } : { ...column, items, count: column.count + 1, sum: change(column.sum, 1) };
    }),
  };
};

const send = async (move: Move, patch: Readonly<Record<string, unknown>> | undefined): Promise<Deal | undefined> => {
  const boards = queryClient.getQueriesData<Board>({ queryKey: ['deal', 'board'] });
  const before = boards.map(([key, board]) => [key, structuredClone(board)] as const);
  await queryClient.cancelQueries({ queryKey: ['deal', 'board'] });
  queryClient.setQueriesData<Board>({ queryKey: ['deal', 'board'] }, (board) => board && withMove(board, move));
  try {
    const moved = await api.deal.move({
      params: { id: move.deal.id },
      ifMatch: move.deal.version,
      body: {
        stageId: move.stage.id,
        ...(move.place.beforeId && { beforeId: move.place.beforeId }),
        ...(move.place.afterId && { afterId: move.place.afterId }),
        ...(patch && { patch }),
      },
    });
    // a deal is a record like any other to the cache
    tookPlace(moved as AnyRecord);
    closeQuestion();
    return moved;
  } catch (error) {
    for (const [key, board] of before) queryClient.setQueryData(key, board);
    const errors = fieldErrors(error);
    if (problemOf(error)?.code === 'gate-not-met' || (question() && Object.keys(errors).length > 0)) {
      const fields = [
        ...new Set([...(question()?.fields ?? []), ...Object.keys(errors).map((name) => name.replace(/^patch$/, ''))]),
      ];
      setQuestion({ ...move, fields: fields.filter(Boolean), errors, given: patch ?? {} });
      return undefined;
    }
    showProblem(error);
    void invalidate({ queryKey: ['deal'] });
    return undefined;
  }
};

const tell = (moved: Deal, move: Move): void => {
  const name = move.deal.name;
  const isMoved = move.deal.stageId !== move.stage.id;
  if (!isMoved) return;
  const title =
    move.stage.kind === 'won'
      ? strings.gate.won(name)
      : move.stage.kind === 'lost'
        ? strings.gate.lost(name)
        : strings.board.moved(name, move.stage.name);
  setSaid(title);
  const back = async () => {
    try {
      const undone = await api.deal.move({
        params: { id: moved.id },
        ifMatch: moved.version,
        body: { stageId: move.deal.stageId },
      });
      tookPlace(undone as AnyRecord);
    } catch (error) {
      showProblem(error);
    }
  };
  showToast({ title, action: { label: text.undo, onSelect: () => void back() } });
};

/** Moves a deal. Asks first for what closing it needs, and for what the stage's gate misses. */
export const moveDeal = async (move: Move): Promise<void> => {
  const isSame = move.deal.stageId === move.stage.id;
  const missing = isSame ? [] : missingForStage(move.deal, move.stage);
  const closing = isSame || move.stage.kind === 'open' ? [] : fieldsToClose[move.stage.kind];
  if (missing.length + closing.length > 0) {
    setQuestion({ ...move, fields: [...new Set([...missing, ...closing])], errors: {}, given: {} });
    return;
  }
  const moved = await send(move, undefined);
  if (moved) tell(moved, move);
};

/** Moves a deal with the fields that were asked for; asks again where some are still missing. */
export const answerQuestion = async (asked: Question, patch: Readonly<Record<string, unknown>>): Promise<void> => {
  const missing = missingForStage({ ...asked.deal, ...patch }, asked.stage);
  if (missing.length > 0) {
    const errors = Object.fromEntries(missing.map((field) => [field, strings.gate.needed]));
    setQuestion({ ...asked, fields: [...new Set([...asked.fields, ...missing])], errors, given: patch });
    return;
  }
  const moved = await send(asked, patch);
  if (moved) tell(moved, asked);
};
