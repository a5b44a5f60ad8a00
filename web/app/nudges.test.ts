import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Nudge } from '#shared/live/nudge.ts';
import { gatherNudges } from './nudges.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const world = () => {
  const state = { isVisible: true, known: new Set<string>() };
  const asked: { noun: string; count: number }[] = [];
  const nudges = gatherNudges({
    isKnown: ({ id = '' }: Nudge) => state.known.has(id),
    refresh: (noun, news) => asked.push({ noun, count: news.length }),
    isVisible: () => state.isVisible,
  });
  return { state, asked, nudges };
};
const deal = (id?: string): Nudge => ({ noun: 'deal', ...(id && { id, version: 1 }) });

test('what comes together is asked for once', () => {
  const { asked, nudges } = world();

  for (const id of ['1', '2', '3']) nudges.take(deal(id));
  nudges.take({ noun: 'lead' });
  vi.advanceTimersByTime(30);

  expect(asked).toEqual([
    { noun: 'deal', count: 3 },
    { noun: 'lead', count: 1 },
  ]);
});

test('a flood is one request a second, and its end is asked for', () => {
  const { asked, nudges } = world();

  for (let i = 0; i < 50; i++) {
    nudges.take(deal(String(i)));
    vi.advanceTimersByTime(100);
  }
  const during = asked.length;
  vi.advanceTimersByTime(3000);

  expect(during).toBeLessThanOrEqual(6);
  expect(asked.reduce((sum, { count }) => sum + count, 0)).toBe(50);
});

test('one’s own write is nothing new', () => {
  const { state, asked, nudges } = world();

  nudges.take(deal('1'));
  state.known.add('1');
  vi.advanceTimersByTime(30);

  expect(asked).toEqual([]);
});

test('a tab that nobody sees asks when it is seen again', () => {
  const { state, asked, nudges } = world();
  state.isVisible = false;

  nudges.take(deal('1'));
  vi.advanceTimersByTime(60_000);
  expect(asked).toEqual([]);
  state.isVisible = true;
  nudges.wake();
  vi.advanceTimersByTime(0);

  expect(asked).toEqual([{ noun: 'deal', count: 1 }]);
});
