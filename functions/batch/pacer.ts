import type { Clock } from '#functions/platform/ports.ts';

/** Half of what four shards of the feed take in a second, and half of what a new table on demand takes. */
export const eventsPerSecond = 2000;
export const writeUnitsPerSecond = 2000;

/** Write units of one record with its event: a transaction costs twice, per KB begun; the index costs one more for the event. */
export const unitsOf = (recordBytes: number, claims: number): number => {
  const kilobytes = Math.ceil((recordBytes + 400) / 1024);
  return 2 * kilobytes + 2 * kilobytes + 1 + 2 * claims;
};

/** Lets so much through in a second and no more; what was not used is good for one second. */
export class Pacer {
  readonly #clock: Clock;
  readonly #perMs: number;
  #freeAt: number;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perMs = perSecond / 1000;
    this.#freeAt = clock.now() - 1000;
  }

  async take(amount: number): Promise<void> {
    const now = this.#clock.now();
    this.#freeAt = Math.max(this.#freeAt, now - 1000) + amount / this.#perMs;
    if (this.#freeAt > now) await this.#clock.sleep(Math.ceil(this.#freeAt - now));
  }
}
