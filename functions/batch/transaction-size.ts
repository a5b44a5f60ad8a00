import { claimsOf } from '#functions/platform/claims.ts';
import type { Prepared } from '#functions/platform/prepare-write.ts';
import type { Key, TransactItem } from '#functions/platform/table.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';

/** DynamoDB takes 100 items in a transaction; a record needs two and a few more, and the job's state one. */
export const maxItems = 98;
/** Records of one transaction, each with its event and a claim or two. */
export const mostAtOnce = 45;

/** More than one transaction takes, or one row among them that stands in the way of all: to be brought again in smaller groups. */
export class GroupTooLarge extends Error {
  override readonly name = 'GroupTooLarge';
}

/** How many rows are tried at once: half as many where they were too many, then more again. */
export class GroupSize {
  readonly #most: number;
  #limit: number;

  constructor(most: number = mostAtOnce) {
    this.#most = most;
    this.#limit = most;
  }

  get limit(): number {
    return this.#limit;
  }

  tooLarge(tried: number): void {
    this.#limit = Math.max(1, Math.floor(tried / 2));
  }

  fits(): void {
    this.#limit = Math.min(this.#most, this.#limit * 2);
  }
}

const keyOf = (item: TransactItem): Key =>
  'put' in item ? item.put : 'check' in item ? item.check : 'delete' in item ? item.delete : item.increment;

/** Unique values that a change may take or free. */
export const claimCount = ({ entity, id, before, after }: Prepared['change']): number =>
  claimsOf(entity, { ...after, id } as unknown as AnyRecord).length + claimsOf(entity, before?.record).length;

/** How many items a transaction of these changes has at most: what several ask for is asked once. */
export const itemCount = (prepared: readonly Prepared[]): number =>
  prepared.reduce((n, { change }) => n + 2 + claimCount(change), 0) +
  new Set(prepared.flatMap(({ checks }) => checks.map((item) => `${keyOf(item).pk}\n${keyOf(item).sk}`))).size;
