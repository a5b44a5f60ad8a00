import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount } from 'solid-js';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { channelsQuery, isRecordOpen, live, takeNudge } from './live.ts';
import { queryClient } from './query-client.ts';
import { session } from './session.ts';

/** Queries come and go while a page is built. */
const settleMs = 150;

/** What belongs to one record alone. */
const ofRecord: ReadonlySet<unknown> = new Set(['get', 'timeline', 'history']);

/**
 * What a query's key says that it shows: `[noun, 'list', …]`. A board shows the next task of each deal as well; a few records on a
 * record's page are those around it.
 */
const nounsOf = (key: readonly unknown[]): string[] => {
  const [noun, what, how] = key;
  if (typeof noun !== 'string' || ofRecord.has(what) || (how === 'few' && isRecordOpen())) return [];
  return what === 'board' ? [noun, 'task'] : [noun];
};

/** The nouns of which something other than a single record is on the screen. */
const shownNouns = (): string[] => {
  const active = queryClient
    .getQueryCache()
    .getAll()
    .filter((query) => query.isActive());
  return [...new Set(active.flatMap(({ queryKey }) => nounsOf(queryKey)))].sort();
};

function Listener(props: { channel: string }) {
  onMount(() => onCleanup(live.listen(props.channel, takeNudge)));
  return null;
}

/** Keeps what is on the screen true: listens to the lists of all nouns that are shown, whatever page shows them. */
export function LiveUpdates() {
  const channels = createQuery(() => ({ ...channelsQuery(), enabled: session() !== undefined }));
  const [nouns, setNouns] = createSignal<readonly string[]>([], { equals: (a, b) => a.join() === b.join() });
  onMount(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lookAgain = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setNouns(shownNouns());
      }, settleMs);
    };
    const unsubscribe = queryClient.getQueryCache().subscribe(({ type }) => {
      if (type === 'observerAdded' || type === 'observerRemoved') lookAgain();
    });
    // effect: what a record's page shows is told around it
    createEffect(on(isRecordOpen, lookAgain));
    onCleanup(() => {
      unsubscribe();
      clearTimeout(timer);
    });
  });
  const wanted = createMemo(() => {
    const known = dataOf(channels);
    return known ? [...known.own, ...nouns().flatMap((noun) => known.lists[noun] ?? [])] : [];
  });
  // effect: whoever is signed out hears nothing more
  createEffect(() => {
    if (!session()) live.close();
  });
  return <For each={wanted()}>{(channel) => <Listener channel={channel} />}</For>;
}
