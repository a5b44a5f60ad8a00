import type { Clock } from './service.ts';

/** A clock that runs with the machine's, ahead of it by an offset that only grows. */
export type MovableClock = Clock & {
  /** How far it is ahead, in ms. */
  offsetMs(): number;
  /** Moves forward and runs what fell due, in the order in which it was due. A move back throws a RangeError. */
  advance(ms: number): void;
  /** Cancels all timers. */
  stop(): void;
};

type Timer = { readonly due: number; readonly run: () => void; handle?: NodeJS.Timeout };

/** The longest delay that setTimeout takes. */
const longestMs = 2 ** 31 - 1;

/** Makes a clock that starts ahead by `offsetMs` and tells `onMove` each new offset. */
export function createClock(offsetMs = 0, onMove: (offsetMs: number) => void = () => {}): MovableClock {
  let offset = offsetMs;
  const timers = new Set<Timer>();
  const listeners: (() => void)[] = [];
  const now = () => Date.now() + offset;

  const arm = (timer: Timer): void => {
    const wait = Math.min(Math.max(timer.due - now(), 0), longestMs);
    timer.handle = setTimeout(() => fire(timer), wait);
    timer.handle.unref();
  };
  const fire = (timer: Timer): void => {
    // setTimeout may fire a millisecond early, and a long wait comes in pieces.
    if (timer.due > now()) {
      arm(timer);
      return;
    }
    timers.delete(timer);
    timer.run();
  };

  return {
    now,
    offsetMs: () => offset,
    onAdvance(listener) {
      listeners.push(listener);
    },
    after(ms, run) {
      const timer: Timer = { due: now() + Math.max(ms, 0), run };
      timers.add(timer);
      arm(timer);
      return () => {
        clearTimeout(timer.handle);
        timers.delete(timer);
      };
    },
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError('The clock moves forward only.');
      offset += ms;
      onMove(offset);
      const sorted = [...timers].sort((a, b) => a.due - b.due);
      for (const timer of sorted) {
        clearTimeout(timer.handle);
        // One that ran earlier in this loop may have cancelled it.
        if (timers.has(timer)) fire(timer);
      }
      for (const listener of listeners) listener();
    },
    stop() {
      for (const timer of timers) clearTimeout(timer.handle);
      timers.clear();
    },
  };
}
