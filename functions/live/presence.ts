import type { Item, Key, Table } from '#functions/platform/table.ts';
import { presenceMs } from '#shared/live/live.routes.ts';
import { presencePk, ttlOf, watchedItem } from './live-state.ts';

type RecordRef = { readonly noun: string; readonly id: string };
type Person = { readonly id: string; readonly name: string };
/** Somebody who has the record before them. */
export type Present = Person & { readonly isEditing: boolean; readonly since: string };

/** More tabs of one person on one record are not counted. */
const maxTabs = 10;
const maxPeople = 200;
const editing = 'editing';
const viewing = 'viewing';

const personOf = (item: Item): string => item.sk.split('#')[0] ?? '';
const isLive = (item: Item, nowMs: number): boolean => Number(item.until) > nowMs;

const readPresence = async (ref: RecordRef, table: Pick<Table, 'query'>): Promise<Item[]> =>
  (await table.query({ pk: presencePk(ref.noun, ref.id), limit: maxPeople })).items;

const othersIn = (items: readonly Item[], me: string, nowMs: number): Present[] => {
  const there = items.filter((item) => isLive(item, nowMs) && personOf(item) !== me);
  return [...Map.groupBy(there, personOf)].map(([id, tabs]) => ({
    id,
    name: String(tabs[0]?.name ?? ''),
    isEditing: tabs.some((item) => item.sk.endsWith(`#${editing}`)),
    since: tabs.map((item) => String(item.since)).sort()[0] ?? new Date(nowMs).toISOString(),
  }));
};

/** Who else looks at a record. */
export const lookAround = async (
  ref: RecordRef,
  me: string,
  { table, nowMs }: { readonly table: Pick<Table, 'query'>; readonly nowMs: number },
): Promise<Present[]> => othersIn(await readPresence(ref, table), me, nowMs);

/**
 * Keeps a person's tab at a record for `presenceMs`: one read and two writes. Whoever listens is told by the stream when an item comes or
 * goes, so that one which is over is taken away before it comes again.
 */
export const stayAt = async (
  ref: RecordRef & { readonly key: string },
  me: Person,
  { tab, isEditing }: { readonly tab: string; readonly isEditing: boolean },
  { table, nowMs }: { readonly table: Pick<Table, 'query' | 'put' | 'delete'>; readonly nowMs: number },
): Promise<Present[]> => {
  const items = await readPresence(ref, table);
  const others = othersIn(items, me.id, nowMs);
  const mine = items.filter((item) => personOf(item) === me.id);
  const sk = `${me.id}#${tab}#${isEditing ? editing : viewing}`;
  const known = mine.find((item) => item.sk === sk);
  const isKept = known !== undefined && isLive(known, nowMs);
  if (!isKept && mine.filter((item) => isLive(item, nowMs)).length >= maxTabs) return others;
  const gone = mine.filter(
    (item) => (item.sk === sk && !isKept) || (item.sk !== sk && item.sk.startsWith(`${me.id}#${tab}#`)),
  );
  for (const item of gone) await table.delete(keyOf(item));
  const until = nowMs + presenceMs;
  const since = isKept ? known.since : new Date(nowMs).toISOString();
  await Promise.all([
    table.put({ pk: presencePk(ref.noun, ref.id), sk, name: me.name, key: ref.key, since, until, ttl: ttlOf(until) }),
    table.put(watchedItem(ref.noun, ref.id, until)),
  ]);
  return others;
};

const keyOf = ({ pk, sk }: Item): Key => ({ pk, sk });

/** Takes a person away from a record, with all their tabs; those that are still open come back with their next sign of life. */
export const leaveFrom = async (
  ref: RecordRef,
  me: string,
  { table }: { readonly table: Pick<Table, 'query' | 'delete'> },
): Promise<void> => {
  for (const item of await readPresence(ref, table)) if (personOf(item) === me) await table.delete(keyOf(item));
};
