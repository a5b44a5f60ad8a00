import { rulesOf } from '#functions/area/noun-rules.ts';
import type { Context } from '#functions/platform/context.ts';
import { bookkeeping } from '#functions/platform/event-hash.ts';
import { loadStates, type Prepared } from '#functions/platform/prepare-write.ts';
import { isStoredEvent, recordKey, type StoredEvent, type StoredRecord } from '#functions/platform/stored.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';

/** What is undone: the events that something wrote, and the records that it made. */
export type Undoing = {
  readonly isOurs: (event: StoredEvent) => boolean;
  readonly isMadeByIt: (record: AnyRecord) => boolean;
  /** What the events that undo name as their cause; a record whose newest event names it is undone already. */
  readonly by: string;
  /** Events of a record that are looked at, from the newest back. */
  readonly depth: number;
};

/** What undoing does to a record: a change, nothing, or why it stays. */
export type Step = Prepared | { readonly left: string } | undefined;

const lookUpEvents = async ({ record }: StoredRecord, limit: number, { ports }: Context): Promise<StoredEvent[]> => {
  const { pk } = recordKey(record.type, record.id);
  const { items } = await ports.table.query({ pk, from: 'event#', to: 'event#~', newestFirst: true, limit });
  return items.filter(isStoredEvent);
};

const labelsOf = (entity: Entity, fields: readonly string[]): string =>
  [...new Set(fields)]
    .slice(0, 5)
    .map((f) => entity.allFields[f]?.label ?? f)
    .join(', ');

type Parted = {
  /** From the newest back, with nobody else's between them. */
  readonly ours: readonly StoredEvent[];
  /** What others changed after the newest of ours. */
  readonly since: readonly StoredEvent[];
  /** What others changed between those and older ones of ours. */
  readonly between: readonly StoredEvent[];
};

/** Ours are also what the system did because of them. */
const part = (events: readonly StoredEvent[], { isOurs }: Undoing): Parted => {
  const ids = new Set(events.filter(isOurs).map((e) => e.eventId));
  const isOwn = (e: StoredEvent): boolean =>
    isOurs(e) || (e.actor.kind === 'system' && e.cause.chain.some((id) => ids.has(id)));
  const first = events.findIndex(isOwn);
  if (first < 0) return { ours: [], since: [], between: [] };
  const rest = events.slice(first);
  const end = rest.findIndex((e) => !isOwn(e));
  if (end < 0) return { ours: rest, since: events.slice(0, first), between: [] };
  const older = rest.slice(end);
  const again = older.findIndex(isOwn);
  return { ours: rest.slice(0, end), since: events.slice(0, first), between: again < 0 ? [] : older.slice(0, again) };
};

const changedBy = (events: readonly StoredEvent[], entity: Entity, when: string): string => {
  const [newest] = events;
  const fields = events.flatMap((e) => Object.keys(e.before).filter((f) => !bookkeeping.has(f)));
  return `${newest?.actor.name ?? 'Somebody'} changed it ${when}${fields.length > 0 ? `: ${labelsOf(entity, fields)}` : ''}.`.slice(
    0,
    300,
  );
};

const prepared = async (
  entity: Entity,
  stored: StoredRecord,
  after: Readonly<Record<string, unknown>>,
  verb: string,
  context: Context,
): Promise<Prepared> => {
  const rules = rulesOf(entity.noun);
  const checks = rules?.effects?.(stored.record, after, await loadStates(rules, after, context)) ?? [];
  return { change: { entity, id: stored.record.id, before: stored, after, verb }, checks };
};

const removal = async (entity: Entity, stored: StoredRecord, context: Context): Promise<Step> => {
  const { record } = stored;
  if (record.deletedAt !== undefined) return undefined;
  if (!context.policy.may(entity.noun, 'delete', record)) return { left: 'You may not delete it.' };
  const deletedAt = new Date(context.ports.clock.now()).toISOString();
  return prepared(entity, stored, { ...record, deletedAt }, 'removed', context);
};

/** Why the actor may not give a record these old values; undefined where they may. */
const forbidden = (
  { noun, allFields }: Entity,
  { record }: StoredRecord,
  old: Readonly<Record<string, unknown>>,
  { policy }: Context,
): string | undefined => {
  const fields = Object.keys(old).filter((f) => !bookkeeping.has(f));
  const isBin = (f: string): boolean => f === 'deletedAt';
  if (fields.some(isBin) && !policy.may(noun, 'delete', record))
    return 'You may not move it into the bin or out of it.';
  if (fields.some((f) => !isBin(f)) && !policy.may(noun, 'update', record)) return 'You may not change it.';
  if (fields.includes('ownerId') && !policy.may(noun, 'assign', record)) return 'You may not give it to somebody else.';
  const locked = fields.find((f) => !policy.editable(noun, f));
  return locked && `You may not change “${allFields[locked]?.label ?? locked}” of it.`;
};

const verbOf = (old: Readonly<Record<string, unknown>>): string => {
  if (!('deletedAt' in old)) return 'reverted';
  return old.deletedAt === null ? 'restored' : 'removed';
};

/**
 * What undoes to a record what something wrote: what it made goes to the bin, what it changed gets its old values. What somebody changed since
 * stays and is named.
 */
export const undoRecord = async (
  stored: StoredRecord,
  entity: Entity,
  undoing: Undoing,
  context: Context,
): Promise<Step> => {
  const { record } = stored;
  const isMadeByIt = undoing.isMadeByIt(record);
  if (isMadeByIt && record.deletedAt !== undefined) return undefined;
  if (isMadeByIt && stored.version === 1) return removal(entity, stored, context);
  const events = await lookUpEvents(stored, undoing.depth, context);
  if (events[0]?.cause.by === undoing.by) return undefined;
  const { ours, since, between } = part(events, undoing);
  if (ours.length === 0) return isMadeByIt ? { left: changedBy(events, entity, 'since') } : undefined;
  if (since.length > 0) return { left: changedBy(since, entity, 'since') };
  if (between.length > 0) return { left: changedBy(between, entity, 'in between') };
  if (isMadeByIt) return removal(entity, stored, context);
  // the newest first: what the oldest of them found is what it was before
  const old: Record<string, unknown> = Object.assign({}, ...ours.map((e) => e.before));
  const refused = forbidden(entity, stored, old, context);
  if (refused !== undefined) return { left: refused };
  // what had no value has none again
  const after = Object.fromEntries(Object.entries({ ...record, ...old }).filter(([, value]) => value !== null));
  return prepared(entity, stored, after, verbOf(old), context);
};
