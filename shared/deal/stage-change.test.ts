import { describe, expect, test } from 'vitest';
import type { Stage } from '../stage/stage.ts';
import type { Deal } from './deal.ts';
import { daysInStage, enterStage, gateIssues, isRotting, stageEventVerb } from './stage-change.ts';
import { missingForStage } from './stage-gate.ts';

const now = '2026-11-23T09:00:00.000Z';
// only the fields that a change of stage looks at
const aStage = (more: Partial<Stage> = {}): Stage =>
  ({
    id: 'S2',
    name: 'Proposal',
    pipelineId: 'P1',
    kind: 'open',
    probability: 50,
    forecastCategory: 'bestCase',
    ...more,
  }) as Stage;
const aDeal = (more: Partial<Deal> = {}): Partial<Deal> => ({
  name: 'Deal',
  stageId: 'S1',
  pipelineId: 'P0',
  status: 'open',
  probability: 10,
  ...more,
});

describe('the gate', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['nothing is there', {}, ['amount', 'closeDate']],
    ['one is there', { amount: { amountMinor: 0, currency: 'USD' } }, ['closeDate']],
    ['one is empty', { amount: '', closeDate: null }, ['amount', 'closeDate']],
    ['one is an empty list', { amount: [], closeDate: '2026-01-01' }, ['amount']],
    ['nought and no are values', { amount: 0, closeDate: false }, []],
  ])('where %s', (_what, values, missing) => {
    expect(missingForStage(values, { kind: 'open', requiredFields: ['amount', 'closeDate', 'amount'] })).toEqual(
      missing,
    );
  });

  test('a lost deal needs its reason in every pipeline', () => {
    expect(missingForStage({}, { kind: 'lost' })).toEqual(['lostReason']);
    expect(missingForStage({ lostReason: 'price' }, { kind: 'lost' })).toEqual([]);
    expect(missingForStage({}, { kind: 'won' })).toEqual([]);
  });

  test('names what is missing in words, also what is no field', () => {
    expect(gateIssues(['amount', 'constructor'], { name: 'Won' })).toEqual([
      { pointer: '/amount', detail: 'Amount is needed before a deal enters Won.' },
      { pointer: '/constructor', detail: 'constructor is needed before a deal enters Won.' },
    ]);
  });
});

describe('entering a stage', () => {
  test('brings what the stage decides', () => {
    expect(enterStage(aDeal(), aStage(), now)).toEqual({
      name: 'Deal',
      pipelineId: 'P1',
      stageId: 'S2',
      status: 'open',
      stageEnteredAt: now,
      probability: 50,
      forecastCategory: 'bestCase',
    });
  });

  test('leaves a probability that was set by hand, while the deal is open', () => {
    const byHand = aDeal({ probabilityMode: 'manual', probability: 33 });
    expect(enterStage(byHand, aStage(), now).probability).toBe(33);
    expect(enterStage(byHand, aStage({ kind: 'won', probability: 100 }), now).probability).toBe(100);
    expect(enterStage(aDeal({ probabilityMode: 'manual', probability: undefined }), aStage(), now).probability).toBe(
      50,
    );
  });

  test('closes and opens a deal again', () => {
    const lost = enterStage(aDeal({ lostReason: 'price' }), aStage({ kind: 'lost', probability: 0 }), now);
    expect(lost).toMatchObject({ status: 'lost', closedAt: now, lostReason: 'price' });

    const open = enterStage(lost, aStage(), '2026-12-01T00:00:00.000Z');
    expect(open).toMatchObject({ status: 'open', lostReason: undefined, lostNote: undefined, wonReason: undefined });
    expect(open).not.toHaveProperty('closedAt');
  });

  test('changes nothing of what it is given', () => {
    const given = Object.freeze(aDeal({ closedAt: now }));
    enterStage(given, aStage(), now);
    expect(given.closedAt).toBe(now);
  });
});

test.each([
  ['open', 'open', 'moved'],
  ['open', 'won', 'won'],
  ['open', 'lost', 'lost'],
  ['won', 'open', 'reopened'],
  ['lost', 'open', 'reopened'],
  ['won', 'lost', 'lost'],
  ['lost', 'won', 'won'],
  ['won', 'won', 'moved'],
  ['lost', 'lost', 'moved'],
] as const)('from %s to %s is %s', (from, to, verb) => {
  expect(stageEventVerb({ kind: from }, { kind: to })).toBe(verb);
  expect(stageEventVerb({ status: from }, { kind: to })).toBe(verb);
});

test('a deal rots once it has been in its stage longer than the stage allows', () => {
  const day = 86_400_000;
  const at = (days: number) => Date.parse(now) + days * day;
  const deal = { status: 'open' as const, stageEnteredAt: now };

  expect(daysInStage(deal, at(1.9))).toBe(1);
  expect(daysInStage(deal, at(-3))).toBe(0);
  expect(isRotting(deal, { rottingDays: 14 }, at(14.9))).toBe(false);
  expect(isRotting(deal, { rottingDays: 14 }, at(15))).toBe(true);
  expect(isRotting({ ...deal, status: 'won' }, { rottingDays: 14 }, at(99))).toBe(false);
  expect(isRotting(deal, {}, at(9999))).toBe(false);
});
