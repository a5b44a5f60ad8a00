import { eventKey, feedKeyOf, feedOf, type StoredEvent } from '#functions/platform/stored.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { FieldAccess, Grant } from '#shared/policy/grant.ts';
import { type PolicyActor, policyOf, systemActor } from '#shared/policy/policy.ts';
import { entities, entityOf } from '#shared/registry.ts';
import { ulidOf } from '#shared/ulid.ts';
import { applyEvents } from './apply-event.ts';
import { createReadModel, type ReadModel } from './model.ts';
import type { Viewer } from './view.ts';

/** The moment at which tests take place. */
export const noon = Date.parse('2026-03-04T12:00:00.000Z');
export const secret = 'a secret of the tests, long enough to sign with';

/** The id that a name stands for in tests: the same name, the same id. */
export const idOf = (name: string): string =>
  ulidOf(
    noon - 1e9,
    Uint8Array.from({ length: 10 }, (_, i) => (name.charCodeAt(i % name.length) * 31 + i * 7 + name.length) & 255),
  );

const somebody = { kind: 'user', id: idOf('somebody'), name: 'Somebody' } as const;

type Fields = Readonly<Record<string, unknown>>;

let stamp = 0;

/** An event after which the record has these fields; `before` as commit writes it: old values, null where there was none. */
export const anEvent = (
  noun: string,
  name: string,
  fields: Fields,
  {
    version = 1,
    verb = version === 1 ? 'created' : 'updated',
    before = {},
    atMs = noon,
  }: { version?: number; verb?: string; before?: Fields; atMs?: number } = {},
): StoredEvent => {
  const id = idOf(name);
  const at = new Date(atMs).toISOString();
  stamp += 1;
  const eventId = ulidOf(
    atMs,
    Uint8Array.from({ length: 10 }, (_, i) => (i === 9 ? stamp & 255 : i === 8 ? stamp >> 8 : 1)),
  );
  const record: AnyRecord = {
    createdBy: somebody,
    ...fields,
    id,
    type: noun,
    version,
    createdAt: new Date(noon).toISOString(),
    updatedAt: at,
    updatedBy: somebody,
  };
  return {
    ...eventKey(noun, id, eventId),
    eventId,
    noun,
    recordId: id,
    version,
    schemaVersion: entityOf(noun)?.schemaVersion ?? 1,
    type: `${noun}.${verb}`,
    at,
    actor: somebody,
    cause: { chain: [] },
    record,
    before,
    salt: 'salt',
    previousHash: '',
    hash: eventId,
    feed: feedOf(id),
    feedKey: feedKeyOf(eventId, noun, id, version),
  };
};

/** The event that follows another with some fields changed. */
export const afterEvent = (
  last: StoredEvent,
  changed: Fields,
  { verb = 'updated', atMs = Date.parse(last.at) + 60_000 } = {},
): StoredEvent => {
  const name = [...Object.keys(changed)];
  const before = Object.fromEntries(name.map((key) => [key, last.record[key] ?? null]));
  const { id: _id, type: _type, version: _version, ...fields } = last.record;
  const event = anEvent(last.noun, 'any', { ...fields, ...changed }, { version: last.version + 1, verb, before, atMs });
  const record = { ...event.record, id: last.recordId };
  const feedKey = feedKeyOf(event.eventId, last.noun, last.recordId, event.version);
  return {
    ...event,
    ...eventKey(last.noun, last.recordId, event.eventId),
    recordId: last.recordId,
    record,
    feed: feedOf(last.recordId),
    feedKey,
  };
};

/** A model in memory that has heard of these events. */
export const modelOf = (...events: readonly StoredEvent[]): ReadModel => {
  const model = createReadModel(':memory:', entities);
  applyEvents(model, events);
  return model;
};

const viewerOf = (actor: PolicyActor): Viewer => ({
  actor: { ...actor, timeZone: 'UTC' },
  policy: policyOf(actor),
  now: noon,
});

/** Who may see everything. */
export const everyone: Viewer = viewerOf(systemActor('tests'));

/** Somebody with these grants (`['deal:read:own']`) and limits to fields (`['deal.amount:none']`). */
export const person = (
  grants: readonly string[],
  {
    limits = [],
    name = 'me',
    teams = [],
  }: { limits?: readonly string[]; name?: string; teams?: readonly string[] } = {},
): Viewer =>
  viewerOf({
    id: idOf(name),
    teamIds: teams.map(idOf),
    roles: [
      {
        // the tests write them as the schemas ask
        grants: grants.map((g) => {
          const [noun, action, scope] = g.split(':');
          return { noun, action, scope } as Grant;
        }),
        fieldAccess: limits.map((l) => {
          const [path = '', access] = l.split(':');
          const [noun, field] = path.split('.');
          return { noun, field, access } as FieldAccess;
        }),
      },
    ],
  });
