import { expect, test } from 'vitest';
import type { Deal } from '#shared/deal/deal.ts';
import type { Stage } from '#shared/stage/stage.ts';
import type { Board } from './deal.queries.ts';
import { answerQuestion, moveDeal, question, withMove } from './move-deal.ts';

const base = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z', version: 1 };
const actor = { kind: 'user', id: 'u' } as const;

const aStage = (id: string): Stage => ({
  ...base,
  createdBy: actor,
  updatedBy: actor,
  type: 'stage',
  id,
  name: id,
  pipelineId: 'p',
  order: 0,
  kind: 'open',
  probability: 10,
  forecastCategory: 'pipeline',
});
const aDeal = (id: string, stageId: string): Deal => ({
  ...base,
  createdBy: actor,
  updatedBy: actor,
  type: 'deal',
  id,
  name: id,
  pipelineId: 'p',
  stageId,
  status: 'open',
  stageEnteredAt: base.createdAt,
  amount: { amountMinor: 100, currency: 'EUR' },
});
const aColumn = (id: string, deals: readonly string[]) => ({
  stage: aStage(id),
  count: deals.length,
  sum: [{ amountMinor: deals.length * 100, currency: 'EUR' }],
  weighted: [],
  items: deals.map((deal) => aDeal(deal, id)),
});
const aBoard = (): Board => ({ columns: [aColumn('s1', ['a', 'b', 'c']), aColumn('s2', ['d', 'e'])], nextTasks: {} });
const idsIn = (board: Board) => board.columns.map((column) => column.items.map((item) => item.id).join(''));

test('a card goes to its place in another column, with its count and its amount', () => {
  const board = withMove(aBoard(), {
    deal: aDeal('b', 's1'),
    stage: aStage('s2'),
    place: { beforeId: 'd', afterId: 'e' },
  });

  expect(idsIn(board)).toEqual(['ac', 'dbe']);
  expect(board.columns.map((column) => column.count)).toEqual([2, 3]);
  expect(board.columns.map((column) => column.sum[0]?.amountMinor)).toEqual([200, 300]);
});

test('a card without neighbours named goes to the top', () => {
  expect(idsIn(withMove(aBoard(), { deal: aDeal('c', 's1'), stage: aStage('s2'), place: {} }))).toEqual(['ab', 'cde']);
});

test('within its column only the order changes', () => {
  const board = withMove(aBoard(), { deal: aDeal('a', 's1'), stage: aStage('s1'), place: { beforeId: 'c' } });

  expect(idsIn(board)).toEqual(['bca', 'de']);
  expect(board.columns[0]?.count).toBe(3);
});

test('the board that was there is left as it was', () => {
  const before = aBoard();

  withMove(before, { deal: aDeal('a', 's1'), stage: aStage('s2'), place: {} });

  expect(idsIn(before)).toEqual(['abc', 'de']);
});

test('a gate asks for what is missing before anything is sent, and keeps what was filled in', async () => {
  const gated: Stage = { ...aStage('next'), requiredFields: ['amount', 'nextStep', 'closeDate'] };

  await moveDeal({ deal: aDeal('d', 'now'), stage: gated, place: {} });
  expect(question()).toMatchObject({ fields: ['nextStep', 'closeDate'], errors: {} });

  const asked = question();
  if (asked) await answerQuestion(asked, { nextStep: 'Call' });
  expect(question()?.errors).toHaveProperty('closeDate');
  expect(question()?.given).toEqual({ nextStep: 'Call' });
});
