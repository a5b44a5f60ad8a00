import { feedShards, stateKey } from '#functions/platform/stored.ts';
import { type Key, type Table, TransactionRefused } from '#functions/platform/table.ts';

/** How far the sweeper has come. */
export type SweepCursor = {
  /** Counts the runs that got on, so that of two at once only one does. */
  readonly turn: number;
  /** Where the walk goes on, shard by shard. */
  readonly from: readonly string[];
  /** Feed keys of events that the bus did not take. */
  readonly waiting: readonly string[];
};

const cursorKey: Key = stateKey('sweep', 'cursor');
const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((v) => typeof v === 'string');

/** The cursor; at the beginning of all events where there is none yet. */
export const loadCursor = async (table: Table): Promise<SweepCursor> => {
  const item = await table.get(cursorKey);
  const from =
    isStrings(item?.from) && item.from.length === feedShards
      ? item.from
      : Array.from({ length: feedShards }, () => '0');
  return { turn: Number(item?.turn ?? 0), from, waiting: isStrings(item?.waiting) ? item.waiting : [] };
};

/** Moves the cursor on, unless another run has done so since it was loaded: that one looked at the same events. */
export const saveCursor = async (loaded: SweepCursor, next: Omit<SweepCursor, 'turn'>, table: Table): Promise<void> => {
  try {
    await table.put(
      { ...cursorKey, turn: loaded.turn + 1, ...next },
      loaded.turn === 0 ? { absent: true } : { equals: { turn: loaded.turn } },
    );
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error;
  }
};
