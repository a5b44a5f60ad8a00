import { createSignal } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Nudge } from '#shared/live/nudge.ts';
import { createLive, type LiveEndpoint } from '#web/lib/live.ts';
import { recordKey, refreshNoun } from '#web/record/record.queries.ts';
import { api } from './api.ts';
import { gatherNudges } from './nudges.ts';
import { invalidate, queryClient } from './query-client.ts';
import { accessToken } from './session.ts';
import { rememberVersion, wroteAtLeast } from './writes.ts';

const isEndpoint = (value: unknown): value is { live: LiveEndpoint } =>
  typeof value === 'object' && value !== null && 'live' in value && typeof value.live === 'object';

let endpoint: Promise<LiveEndpoint> | undefined;
const loadEndpoint = (): Promise<LiveEndpoint> => {
  endpoint ??= fetch('/config.json').then(async (response) => {
    const config: unknown = await response.json();
    if (!isEndpoint(config)) throw new Error('The server names no live updates.');
    return config.live;
  });
  endpoint.catch(() => {
    endpoint = undefined;
  });
  return endpoint;
};

/** Until one listens to the channels of other rights. */
const settleMs = 3000;

const isVisible = (): boolean => document.visibilityState === 'visible';

/** What the server says one may listen to. */
export const channelsQuery = () => ({
  queryKey: ['live', 'channels'] as const,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => api.live.channels({}),
});

const refreshChannels = (): void => void queryClient.invalidateQueries({ queryKey: channelsQuery().queryKey });

const knows = ({ noun, id, version }: Nudge): boolean => {
  if (id === undefined || version === undefined) return false;
  return wroteAtLeast({ type: noun, id, version });
};

const refresh = (noun: string, nudges: readonly Nudge[]): void => {
  for (const { id, version } of nudges) {
    // lists that are asked for now are to show it
    if (id !== undefined && version !== undefined) rememberVersion({ type: noun, id, version });
    const record = id === undefined ? undefined : queryClient.getQueryData<AnyRecord>(recordKey(noun, id));
    if (id !== undefined && record && record.version < (version ?? 0))
      void invalidate({ queryKey: recordKey(noun, id) });
  }
  if (nudges.some(({ id }) => id === undefined))
    void invalidate({ predicate: ({ queryKey }) => queryKey[0] === noun && queryKey[1] === 'get' });
  void refreshNoun(noun);
};

const nudges = gatherNudges({ isKnown: knows, refresh, isVisible });

// counts the times that everything had to be asked for again
const [returns, setReturns] = createSignal(0);

/** Rises when the connection has come back: who keeps something that is no query asks for it again. */
export { returns };

const [openRecords, setOpenRecords] = createSignal(0);

/** True while a record's page is shown, which hears of what lies around the record by itself. */
export const isRecordOpen = (): boolean => openRecords() > 0;
/** Says that a record's page is shown, until the function that this gives is called. */
export const openRecord = (): (() => void) => {
  setOpenRecords((count) => count + 1);
  return () => setOpenRecords((count) => count - 1);
};

export const live = createLive({
  endpoint: loadEndpoint,
  token: accessToken,
  onReturn: () => {
    setReturns((count) => count + 1);
    refreshChannels();
    void invalidate({ predicate: ({ queryKey }) => queryKey[0] !== 'live' });
  },
  onRefused: refreshChannels,
});

/** Acts on a nudge: what it is about is asked for again, soon and not too often. */
export const takeNudge = (nudge: Nudge): void => {
  if (nudge.noun === 'role' && nudge.id === undefined) {
    // somebody's rights have changed, and with them the names of all channels
    const everything = (): void => void invalidate({ predicate: () => true });
    everything();
    // what happened before the new channels were listened to
    setTimeout(everything, settleMs);
    return;
  }
  nudges.take(nudge);
};

addEventListener('online', live.hurry);
document.addEventListener('visibilitychange', () => {
  if (!isVisible()) return;
  live.hurry();
  nudges.wake();
});
