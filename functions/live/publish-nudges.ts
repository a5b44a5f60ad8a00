import type { Ports } from '#functions/platform/context.ts';
import type { StoredEvent } from '#functions/platform/stored.ts';
import type { Nudge } from '#shared/live/nudge.ts';
import { changesRights, collectNudges, type PresenceChange } from './collect-nudges.ts';
import { beginEpoch, readEpoch, readWatched } from './live-state.ts';

/** Sends nudges to whoever listens to a channel. */
export type Channels = { publish(channel: string, nudges: readonly Nudge[]): Promise<void> };

export type NudgePorts = Pick<Ports, 'table' | 'clock'> & { readonly channels: Channels };

/** A list is nudged at most this often by one reader of the stream, however much happens to it. */
export const listPauseMs = 500;
const maxParallel = 10;
const maxRemembered = 10_000;

/** What the stream tells: events, and who came to records or went. */
export type News = { readonly events: readonly StoredEvent[]; readonly presence: readonly PresenceChange[] };

const forEach = async <T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> => {
  for (let i = 0; i < items.length; i += maxParallel) await Promise.all(items.slice(i, i + maxParallel).map(run));
};

/**
 * Nudges after each batch of the table's stream. While it waits for a list's turn the stream gathers, so that a flood becomes larger
 * batches and not more nudges. A batch that comes twice nudges twice, which does no harm.
 */
export const createNudger = ({ table, clock, channels }: NudgePorts) => {
  const sentAt = new Map<string, number>();

  type Entry = readonly [channel: string, nudges: readonly Nudge[]];
  const send = ([channel, nudges]: Entry): Promise<void> => channels.publish(channel, nudges);
  const sendList = async (entry: Entry): Promise<void> => {
    if (sentAt.size >= maxRemembered) sentAt.clear();
    sentAt.set(entry[0], clock.now());
    await send(entry);
  };

  return async ({ events, presence }: News): Promise<void> => {
    if (events.length + presence.length === 0) return;
    const last = events.filter(changesRights).at(-1);
    // before anything is said in it: who lost a right does not hear this batch either
    if (last) await beginEpoch(last.eventId, table);
    const [epoch, watched] = await Promise.all([readEpoch(table), readWatched(table, clock.now())]);
    const { single, lists } = collectNudges(events, presence, { epoch, watched });

    const freeAt = (channel: string): number => (sentAt.get(channel) ?? Number.NEGATIVE_INFINITY) + listPauseMs;
    const nowMs = clock.now();
    const [held = [], free = []] = [true, false].map((isHeld) =>
      [...lists].filter(([channel]) => freeAt(channel) > nowMs === isHeld),
    );
    await forEach([...single], send);
    await forEach(free, sendList);
    if (held.length === 0) return;
    await clock.sleep(Math.max(0, ...held.map(([channel]) => freeAt(channel) - clock.now())));
    await forEach(held, sendList);
  };
};
