import { setImmediate as settled } from 'node:timers/promises';
import type { Ports } from '#functions/platform/context.ts';
import { readEnvironment } from '#functions/platform/environment.ts';
import type { Blobs, LogFields } from '#functions/platform/ports.ts';
import { type Table, Throttled, TransactionRefused } from '#functions/platform/table.ts';
import { ulidOf } from '#shared/ulid.ts';
import { type Random, randomOf } from './random.ts';
import { SimTable } from './sim-table.ts';

/** How often each thing goes wrong with a call of a port, and how many times in a run at most. */
export type Faults = {
  readonly throttle: number;
  readonly conflict: number;
  readonly failBefore: number;
  readonly failAfter: number;
  readonly crashBefore: number;
  readonly crashAfter: number;
  readonly delay: number;
  readonly most: number;
};
export const noFaults: Faults = {
  throttle: 0,
  conflict: 0,
  failBefore: 0,
  failAfter: 0,
  crashBefore: 0,
  crashAfter: 0,
  delay: 0,
  most: 0,
};
export const usualFaults: Faults = {
  throttle: 0.03,
  conflict: 0.02,
  failBefore: 0.02,
  failAfter: 0.03,
  crashBefore: 0.03,
  crashAfter: 0.03,
  delay: 0.1,
  most: 12,
};

/** One run of a handler in one sandbox. A crash ends it: none of its calls ever comes back. */
export type Invocation = { readonly name: string; readonly skewMs: number; isDead: boolean; readonly died: () => void };
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'crashed' };

type Waiting = {
  readonly invocation: Invocation;
  readonly name: string;
  readonly readyAtMs: number;
  /** A wait is no call of a service: it cannot fail. */
  readonly isWait: boolean;
  readonly run: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

const startMs = Date.UTC(2026, 10, 23, 9);
const maxSkewMs = 5000;
/** Calls take up to this long, so that handlers overlap. */
const maxLatencyMs = 30;

/** `TRACE=1` prints every step of a run; for looking into one seed. */
const isTraced = process.env.TRACE === '1';

const noBlobs = new Proxy({} as Blobs, {
  get: () => () => {
    throw new Error('this world has no buckets');
  },
});

/**
 * A world that one seed determines: a virtual clock, the table, and every call of a port as one step in an order that the seed chooses. Each
 * step may be throttled, fail before or after it was carried out, crash its invocation before or after, or take long.
 */
export class SimWorld {
  readonly random: Random;
  readonly table: SimTable;
  /** What handlers logged, newest last. */
  readonly logged: { readonly message: string; readonly fields: LogFields | undefined }[] = [];
  faults: Faults;
  nowMs = startMs;
  steps = 0;
  /** Called after every step: throw where something that must always hold does not. */
  afterStep: (() => void) | undefined;
  #waiting: Waiting[] = [];
  #faultsDone = 0;
  #broken: { readonly error: unknown } | undefined;

  constructor(seed: number, faults: Faults = usualFaults) {
    this.random = randomOf(seed);
    this.faults = faults;
    this.table = new SimTable({ now: () => this.nowMs }, () => this.#lagMs());
  }

  /** Starts a handler with ports of its own. */
  start<T>(name: string, run: (ports: Ports, invocation: Invocation) => Promise<T>): Promise<Outcome<T>> {
    return new Promise((resolve) => {
      const invocation: Invocation = {
        name,
        skewMs: this.random.below(2 * maxSkewMs) - maxSkewMs,
        isDead: false,
        died: () => resolve({ kind: 'crashed' }),
      };
      run(this.portsOf(invocation), invocation).then(
        (value) => resolve({ kind: 'done', value }),
        (error: unknown) => resolve({ kind: 'failed', error }),
      );
    });
  }

  /** Somebody outside of the system, who acts while the world runs and whose demands make the run fail. */
  play(run: () => Promise<unknown>): void {
    run().catch((error: unknown) => {
      this.#broken ??= { error };
    });
  }

  /** Does something at a time from now on: a timer, a delivery, a poll. */
  at(inMs: number, run: () => void): void {
    const nobody: Invocation = { name: 'world', skewMs: 0, isDead: false, died: () => undefined };
    this.#enqueue(nobody, 'at', inMs, true, run).catch(() => undefined);
  }

  /** A call of a service that is carried out as one step. */
  call<T>(invocation: Invocation, name: string, run: () => T): Promise<T> {
    // what `run` gives is what the step resolves with
    return this.#enqueue(invocation, name, this.random.below(maxLatencyMs), false, run) as Promise<T>;
  }

  /** Goes on until nothing is left to do, or until the virtual time `untilMs`. */
  async run(untilMs = Number.POSITIVE_INFINITY, maxSteps = 200_000): Promise<void> {
    for (;;) {
      await settled();
      if (this.#broken) throw this.#broken.error;
      const ready = this.#waiting.filter((w) => w.readyAtMs <= this.nowMs);
      if (ready.length === 0) {
        const next = this.#waiting.reduce((least, w) => Math.min(least, w.readyAtMs), Number.POSITIVE_INFINITY);
        if (next > untilMs || next === Number.POSITIVE_INFINITY) {
          if (untilMs !== Number.POSITIVE_INFINITY) this.nowMs = Math.max(this.nowMs, untilMs);
          return;
        }
        this.nowMs = next;
        continue;
      }
      if (++this.steps > maxSteps) throw new Error('the world does not come to rest');
      const chosen = this.random.of(ready);
      this.#waiting = this.#waiting.filter((w) => w !== chosen);
      this.#step(chosen);
      this.afterStep?.();
    }
  }

  portsOf(invocation: Invocation): Ports {
    return {
      table: this.#tableOf(invocation),
      clock: {
        now: () => this.nowMs + invocation.skewMs,
        sleep: (ms) => this.#enqueue(invocation, 'sleep', ms, true, () => undefined) as Promise<void>,
      },
      ids: {
        ulid: (ms) => ulidOf(ms, this.random.bytes(10)),
        secret: (bytes) => Buffer.from(this.random.bytes(bytes)).toString('base64url'),
      },
      log: {
        info: (message, fields) => this.logged.push({ message, fields }),
        error: (message, fields) => this.logged.push({ message, fields }),
      },
      environment: readEnvironment({ CRM_TABLE: 'sim', CRM_SIGNING_SECRET: 'secret of the simulation' }),
      files: noBlobs,
      snapshots: noBlobs,
    };
  }

  #enqueue(invocation: Invocation, name: string, inMs: number, isWait: boolean, run: () => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (invocation.isDead) return;
      this.#waiting.push({ invocation, name, readyAtMs: this.nowMs + inMs, isWait, run, resolve, reject });
    });
  }

  #step(waiting: Waiting): void {
    const { invocation, isWait, run, resolve, reject, name } = waiting;
    if (invocation.isDead) return;
    if (!isWait && this.#fault(waiting)) return;
    try {
      resolve(run());
      this.#trace(waiting, 'ok');
    } catch (error) {
      this.#trace(waiting, String(error));
      if (isWait && name === 'at') throw error;
      reject(error);
    }
  }

  #trace({ invocation, name }: Waiting, what: string): void {
    if (isTraced && name !== 'at') console.log(new Date(this.nowMs).toISOString(), invocation.name, name, what);
  }

  /** Lets one thing go wrong; true where the step is thereby over. */
  #fault(waiting: Waiting): boolean {
    const { invocation, name, run, reject } = waiting;
    const x = this.random.next();
    if (this.#faultsDone >= this.faults.most) return false;
    const { throttle, conflict, failBefore, failAfter, crashBefore, crashAfter, delay } = this.faults;
    const fault = bandOf(x, {
      throttle,
      conflict: name === 'transact' ? conflict : 0,
      failBefore,
      failAfter,
      crashBefore,
      crashAfter,
      delay,
    });
    if (fault === undefined) return false;
    this.#faultsDone += 1;
    this.#trace(waiting, fault);
    switch (fault) {
      case 'throttle':
        reject(new Throttled('too much at once'));
        return true;
      case 'conflict':
        reject(new TransactionRefused([], true));
        return true;
      case 'failBefore':
        reject(new Error(`${name} failed`));
        return true;
      case 'failAfter':
        quietly(run);
        reject(new Error(`${name} failed after it was done`));
        return true;
      case 'crashBefore':
        this.crash(invocation);
        return true;
      case 'crashAfter':
        quietly(run);
        this.crash(invocation);
        return true;
      case 'delay':
        this.#waiting.push({ ...waiting, readyAtMs: this.nowMs + this.random.below(3000) });
        return true;
    }
  }

  crash(invocation: Invocation): void {
    invocation.isDead = true;
    this.#waiting = this.#waiting.filter((w) => w.invocation !== invocation);
    invocation.died();
  }

  /** The index is usually there at once, now and then seconds later. */
  #lagMs(): number {
    return this.random.chance(0.8) ? this.random.below(200) : this.random.below(20_000);
  }

  #tableOf(invocation: Invocation): Table {
    const { table } = this;
    const step = <T>(name: string, run: () => T): Promise<T> => this.call(invocation, name, run);
    return {
      get: (key) => step('get', () => table.get(key)),
      // the keys of a batch are read one by one: others may write in between
      batchGet: async (keys) => {
        const cut = keys.length > 1 && this.random.chance(0.5) ? 1 + this.random.below(keys.length - 1) : keys.length;
        const parts = [keys.slice(0, cut), keys.slice(cut)].filter((part) => part.length > 0);
        return (await Promise.all(parts.map((part) => step('batchGet', () => table.batchGet(part))))).flat();
      },
      query: (input) => step('query', () => table.query(input)),
      feed: (shard, from, options) => step('feed', () => table.feed(shard, from, options)),
      transact: (items, token) => step('transact', () => table.transact(items, token)),
      put: (item, condition) => step('put', () => table.put(item, condition)),
      delete: (key) => step('delete', () => table.delete(key)),
      increment: (key, by, ttl) => step('increment', () => table.increment(key, by, ttl)),
      scan: (segment, total, after) => step('scan', () => table.scan(segment, total, after)),
    };
  }
}

const quietly = (run: () => unknown): void => {
  try {
    run();
  } catch {
    // nobody is there any more to hear of it
  }
};

/** Which of the bands a number between 0 and 1 falls into. */
const bandOf = <K extends string>(x: number, bands: Readonly<Record<K, number>>): K | undefined => {
  let end = 0;
  for (const [name, width] of Object.entries<number>(bands)) {
    end += width;
    // the names are those of the bands
    if (x < end) return name as K;
  }
  return undefined;
};
