import { type Change, CommitRefused, type CommitRequest, type Committed, commit } from '#functions/platform/commit.ts';
import type { Ports } from '#functions/platform/context.ts';
import type { StoredRecord } from '#functions/platform/stored.ts';
import { type TransactItem, TransactionRefused } from '#functions/platform/table.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { type Job, job } from '#shared/job/job.ts';
import { type JobState, jobStateKey, leaseMs, patienceMs, stateItem, stateOf } from './job-state.ts';

/** Somebody else has taken the job, or it was cancelled: whoever sees this stops and writes nothing more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export const jobActor = { kind: 'system', id: 'run-job', name: 'Jobs' } as const;

const entity: Entity = job;
const progressEveryMs = 1000;
const renewEveryMs = leaseMs / 3;

type Progress = { readonly done: number; readonly total: number; readonly failed: number };

/** A job in the hands of who runs it. Whatever it writes is written only while the lease is held. */
export class JobRun {
  readonly ports: Ports;
  readonly #token: string;
  readonly #deadline: number;
  #stored: StoredRecord;
  #cursor: string;
  #failures: number;
  #shownAt = Number.NEGATIVE_INFINITY;
  #renewedAt: number;

  constructor(ports: Ports, stored: StoredRecord, token: string, state: JobState, deadline: number) {
    this.ports = ports;
    this.#stored = stored;
    this.#token = token;
    this.#cursor = state.cursor;
    this.#failures = state.failures;
    this.#deadline = deadline;
    this.#renewedAt = ports.clock.now();
  }

  get job(): Job {
    // a stored record of the noun job has the shape that its entity declares
    return this.#stored.record as unknown as Job;
  }

  /** How far it was when somebody stopped last; empty at the beginning. */
  get cursor(): string {
    return this.#cursor;
  }

  /** True when the slice is over: what is under way is finished and the rest left to the next one. */
  get isTimeUp(): boolean {
    return this.ports.clock.now() >= this.#deadline;
  }

  #state(cursor: string): JobState {
    return {
      token: this.#token,
      leaseUntil: this.ports.clock.now() + leaseMs,
      cursor,
      failures: cursor === this.#cursor ? this.#failures : 0,
    };
  }

  /** Commits changes and how far the job is then in one transaction, so that nothing is done twice and nothing left out. */
  async commit(
    request: Omit<CommitRequest, 'also'> & { readonly also?: readonly TransactItem[] },
    cursor: string,
  ): Promise<Committed[]> {
    const also = [...(request.also ?? []), stateItem(this.job.id, this.#token, this.#state(cursor))];
    try {
      const done = await commit(this.ports, { ...request, also });
      this.#moved(cursor);
      this.#renewedAt = this.ports.clock.now();
      return done;
    } catch (error) {
      if (error instanceof CommitRefused && error.refusal.kind === 'also' && error.refusal.index === also.length - 1)
        throw new LeaseLost();
      throw error;
    }
  }

  /** Keeps how far the job is, without anything else. */
  async save(cursor: string): Promise<void> {
    try {
      await this.ports.table.put(
        { ...jobStateKey(this.job.id), ...this.#state(cursor) },
        { equals: { token: this.#token } },
      );
    } catch (error) {
      if (error instanceof TransactionRefused) throw new LeaseLost();
      throw error;
    }
    this.#moved(cursor);
    this.#renewedAt = this.ports.clock.now();
  }

  #moved(cursor: string): void {
    if (cursor !== this.#cursor) this.#failures = 0;
    this.#cursor = cursor;
  }

  /** Shows progress, at most once a second, and keeps the lease. Throws `LeaseLost`. */
  async progress(progress: Progress, step?: string): Promise<void> {
    const now = this.ports.clock.now();
    if (now - this.#renewedAt >= renewEveryMs) await this.save(this.#cursor);
    if (now - this.#shownAt < progressEveryMs) return;
    this.#shownAt = now;
    await this.#write({ progress, ...(step && { step }) }, 'updated', [this.#held()]);
  }

  #held(): TransactItem {
    return { check: jobStateKey(this.job.id), condition: { equals: { token: this.#token } } };
  }

  #change(values: Readonly<Record<string, unknown>>, verb: string): Change {
    return { entity, id: this.job.id, before: this.#stored, after: { ...this.#stored.record, ...values }, verb };
  }

  async #write(
    values: Readonly<Record<string, unknown>>,
    verb: string,
    also: readonly TransactItem[],
    more: readonly Change[] = [],
  ): Promise<void> {
    const change = this.#change(values, verb);
    try {
      await commit(this.ports, {
        actor: jobActor,
        cause: { chain: [], by: 'run-job' },
        changes: [change, ...more],
        also,
      });
    } catch (error) {
      if (
        error instanceof CommitRefused &&
        (error.refusal.kind === 'also' || (error.refusal.kind === 'version' && error.refusal.noun === job.noun))
      )
        throw new LeaseLost();
      throw error;
    }
    const item = await this.ports.table.get({ pk: this.#stored.pk, sk: this.#stored.sk });
    // just written
    if (item) this.#stored = item as StoredRecord;
  }

  async begin(): Promise<void> {
    if (this.job.state === 'running') return;
    await this.#write(
      { state: 'running', startedAt: this.job.startedAt ?? new Date(this.ports.clock.now()).toISOString() },
      'updated',
      [this.#held()],
    );
  }

  /** The slice is over: lets go of the lease and calls the next one. */
  async yieldSlice(): Promise<void> {
    const state = { token: '', leaseUntil: this.ports.clock.now() + patienceMs, cursor: this.#cursor, failures: 0 };
    await this.#write({ state: 'queued', resumptions: (this.job.resumptions ?? 0) + 1 }, 'resumed', [
      stateItem(this.job.id, this.#token, state),
    ]);
  }

  /** Ends the job together with what changes with it. */
  async end(values: Readonly<Record<string, unknown>>, more: readonly Change[]): Promise<void> {
    const over = { delete: jobStateKey(this.job.id), condition: { equals: { token: this.#token } } };
    await this.#write(
      { finishedAt: new Date(this.ports.clock.now()).toISOString(), ...values },
      'updated',
      [over],
      more,
    );
  }

  /**
   * Something went wrong that may go well the next time: lets go, so that it is tried again in a while. How far the job is stays as it was written:
   * a transaction whose answer was lost may have been carried out. Failures count from the place where this slice began.
   */
  async letGo(failuresBefore: number, cursorBefore: string): Promise<void> {
    const key = jobStateKey(this.job.id);
    const item = await this.ports.table.get(key);
    const { cursor } = item ? stateOf(item) : { cursor: this.#cursor };
    const failures = (cursor === cursorBefore ? failuresBefore : 0) + 1;
    const leaseUntil = this.ports.clock.now() + Math.min(300_000, 5000 * 2 ** failures);
    await this.ports.table.put({ ...key, token: '', leaseUntil, cursor, failures }, { equals: { token: this.#token } });
  }
}
