import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClock } from './clock.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) }));
afterEach(() => void vi.useRealTimers());

describe('clock', () => {
  test('a move forward runs what fell due, in the order in which it was due', () => {
    const clock = createClock();
    const ran: string[] = [];
    clock.after(2000, () => ran.push('second'));
    clock.after(1000, () => ran.push('first'));
    clock.after(4000, () => ran.push('later'));

    clock.advance(3000);

    expect(ran).toEqual(['first', 'second']);
    vi.advanceTimersByTime(1000);
    expect(ran).toEqual(['first', 'second', 'later']);
  });

  test('a timer runs without a move too, once', () => {
    const clock = createClock();
    const run = vi.fn();
    clock.after(50, run);

    vi.advanceTimersByTime(49);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    clock.advance(1000);

    expect(run).toHaveBeenCalledOnce();
  });

  test('waits longer than setTimeout allows', () => {
    const clock = createClock();
    const run = vi.fn();
    const days40 = 40 * 86_400_000;
    clock.after(days40, run);

    vi.advanceTimersByTime(days40 - 1);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);

    expect(run).toHaveBeenCalledOnce();
  });

  test('a cancelled timer never runs, even when another one of the same move cancels it', () => {
    const clock = createClock();
    const run = vi.fn();
    const cancel = clock.after(2000, run);
    clock.after(1000, () => cancel());

    clock.advance(5000);

    expect(run).not.toHaveBeenCalled();
  });

  test('starts where it was left, tells each move, and refuses to go back', () => {
    const moves: number[] = [];
    const clock = createClock(5000, (offset) => moves.push(offset));
    expect(clock.now()).toBe(Date.UTC(2026, 0, 1) + 5000);

    clock.advance(1000);

    expect(moves).toEqual([6000]);
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
  });
});
