import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Blobs, Clock } from '#functions/platform/ports.ts';
import type { StoredEvent } from '#functions/platform/stored.ts';
import type { Table } from '#functions/platform/table.ts';
import { applyEvents } from '#functions/read-model/apply-event.ts';
import { boardOf } from '#functions/read-model/board.ts';
import { countRecords } from '#functions/read-model/count.ts';
import { follow } from '#functions/read-model/follow.ts';
import { groupRecords } from '#functions/read-model/groups.ts';
import { listRecords } from '#functions/read-model/list.ts';
import { createReadModel, type ReadModel } from '#functions/read-model/model.ts';
import { searchRecords } from '#functions/read-model/search.ts';
import { loadSnapshot, saveSnapshot } from '#functions/read-model/snapshot-store.ts';
import { timelineOf } from '#functions/read-model/timeline.ts';
import type { Viewer } from '#functions/read-model/view.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { type PolicyActor, policyOf, systemActor } from '#shared/policy/policy.ts';
import { entities, entityOf } from '#shared/registry.ts';
import { builtInRoles } from '#shared/role/built-in-roles.ts';
import { type Synthetic, syntheticRecords } from './synthetic-records.ts';

export type Timing = { readonly name: string; readonly p50: number; readonly p95: number };
export type Figures = {
  readonly records: number;
  readonly buildMs: number;
  readonly fileMb: number;
  readonly snapshotMs: number;
  readonly snapshotMb: number;
  readonly coldLoadMs: number;
  /** From an event in the feed to its being in the lists, without the network. */
  readonly followMs: number;
  readonly queries: readonly Timing[];
};

const secret = 'only for measuring, never deployed';
const batch = 5_000;
const rounds = 30;
const mb = (bytes: number): number => Math.round(bytes / 1e5) / 10;
const rounded = (ms: number): number => Math.round(ms * 100) / 100;

const clock: Clock = { now: () => Date.now(), sleep: (ms) => new Promise((done) => setTimeout(done, ms)) };

const entityNamed = (noun: string): Entity => {
  const entity = entityOf(noun);
  if (!entity) throw new Error(`there is no noun ${noun}`);
  return entity;
};

const build = (path: string, events: Iterable<StoredEvent>): { model: ReadModel; buildMs: number } => {
  const started = performance.now();
  const model = createReadModel(path, entities);
  let pending: StoredEvent[] = [];
  for (const event of events) {
    pending.push(event);
    if (pending.length < batch) continue;
    applyEvents(model, pending);
    pending = [];
  }
  applyEvents(model, pending);
  return { model, buildMs: performance.now() - started };
};

/** A bucket that keeps what it is given in memory. */
const memoryBucket = (): Blobs => {
  const objects = new Map<string, Uint8Array>();
  const none = () => Promise.reject(new Error('not measured'));
  return {
    get: async (key) => objects.get(key),
    stream: async (key) => {
      const body = objects.get(key);
      return (
        body &&
        (async function* () {
          for (let at = 0; at < body.length; at += 1 << 20) yield body.subarray(at, at + (1 << 20));
        })()
      );
    },
    put: async (key, body) => void objects.set(key, body),
    putStream: async (key, body) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      objects.set(key, Buffer.concat(pieces));
    },
    sizeOf: async (key) => objects.get(key)?.length,
    list: async () => [],
    delete: async (key) => void objects.delete(key),
    uploadForm: none,
    downloadUrl: none,
  };
};

const timed = (name: string, run: () => unknown): Timing => {
  run();
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return {
    name,
    p50: rounded(times[Math.floor(rounds / 2)] ?? 0),
    p95: rounded(times[Math.floor(rounds * 0.95)] ?? 0),
  };
};

const viewerOf = (actor: PolicyActor): Viewer => ({
  actor: { ...actor, timeZone: 'Europe/Berlin' },
  policy: policyOf(actor),
  now: Date.now(),
});

const measureQueries = (model: ReadModel, { people, teams, pipelineId }: Synthetic): Timing[] => {
  const all = viewerOf(systemActor('bench'));
  const sales = builtInRoles.find((role) => role.group === 'sales')?.grants ?? [];
  const rep = viewerOf({
    id: people[0] ?? '',
    teamIds: teams.slice(0, 1),
    roles: [{ grants: sales, fieldAccess: [] }],
  });
  const [company, contact, deal] = ['company', 'contact', 'deal'].map(entityNamed);
  if (!company || !contact || !deal) return [];
  type Query = Parameters<typeof listRecords>[2];
  const again = (entity: Entity, query: Query, viewer: Viewer) => () =>
    listRecords(model, entity, query, viewer, secret);
  // a total that is remembered would flatter all rounds but the first
  const list =
    (entity: Entity, query: Query, viewer = all) =>
    () => {
      model.totals.clear();
      return again(entity, query, viewer)();
    };
  const search =
    (q: string, viewer = all) =>
    () =>
      searchRecords(model, { q }, viewer);
  const [first] = listRecords(model, company, { limit: 1 }, all, secret).items;
  return [
    timed('list contacts, newest change first', list(contact, {})),
    timed(
      'list contacts, text filter, sort by name',
      list(contact, { filter: { field: 'title', op: 'contains', value: 'sales' }, sort: ['name'] }),
    ),
    timed(
      'list contacts, choice filter, sort by an unindexed field',
      list(contact, { filter: { field: 'lifecycle', op: 'eq', value: 'lead' }, sort: ['-familyName'] }),
    ),
    timed(
      'the same list again, nothing having changed',
      again(contact, { filter: { field: 'lifecycle', op: 'eq', value: 'lead' }, sort: ['-familyName'] }, all),
    ),
    timed(
      'list contacts of an industry',
      list(contact, { filter: { field: 'companyId.industry', op: 'eq', value: 'Software' }, sort: ['name'] }),
    ),
    timed('list contacts with words', list(contact, { q: 'anna mar' })),
    timed(
      "list a team's large deals by amount",
      list(deal, { filter: { field: 'amount', op: 'gt', value: 2_500_000 }, sort: ['-amount'] }, rep),
    ),
    timed('count and sum deals', () => countRecords(model, deal, { sum: ['amount'] }, all)),
    timed('group companies by industry', () =>
      groupRecords(model, company, { by: 'industry', sum: ['annualRevenue'] }, all),
    ),
    timed('board', () => boardOf(model, { pipelineId }, all)),
    timed('timeline', () => timelineOf(model, company, first?.id ?? '', {}, all)),
    timed('search three letters', search('ann')),
    timed('search two words', search('anna mar')),
    timed('search in the middle of words', search('rsta')),
    timed('search a part that all e-mails have', search('example')),
    timed('search a phone number', search('0176 1234')),
    timed('search with typing errors', search('belcro gmhb')),
    timed('search what is not there', search('qzwvk')),
    timed("search in a team's records", search('ren', rep)),
  ];
};

/** How long a new event takes to be in the model, the network left out. */
const measureFollow = async (model: ReadModel, events: readonly StoredEvent[]): Promise<number> => {
  const table: Pick<Table, 'feed' | 'batchGet'> = {
    feed: async (shard) => ({
      entries: events.filter((e) => e.feed === `feed#${shard}`).map(({ pk, sk, feedKey }) => ({ pk, sk, feedKey })),
    }),
    batchGet: async (keys) => events.filter((e) => keys.some((k) => k.pk === e.pk && k.sk === e.sk)),
  };
  const started = performance.now();
  // following asks nothing else of the table
  await follow(model, { table: table as Table, clock });
  return performance.now() - started;
};

/** Builds a model of so many records and measures what is asked of it. */
export const measure = async (records: number): Promise<Figures> => {
  const directory = mkdtempSync(join(tmpdir(), 'rapport-bench-'));
  try {
    const synthetic = syntheticRecords(records);
    const { model, buildMs } = build(join(directory, 'model.db'), synthetic.events());
    const fileMb = mb(statSync(model.db.path).size);
    const snapshots = memoryBucket();
    const saving = performance.now();
    const manifest = await saveSnapshot(model, 'latest', { snapshots, clock });
    const snapshotMs = performance.now() - saving;
    model.db.close();

    const loading = performance.now();
    const loaded = await loadSnapshot('latest', join(directory, 'loaded.db'), entities, snapshots);
    if (!loaded) throw new Error('the snapshot could not be loaded');
    const coldLoadMs = performance.now() - loading;
    const queries = measureQueries(loaded.model, synthetic);
    const followMs = await measureFollow(loaded.model, [...syntheticRecords(1, 2).events()].slice(-1));
    loaded.model.db.close();
    return {
      records,
      buildMs: Math.round(buildMs),
      fileMb,
      snapshotMs: Math.round(snapshotMs),
      snapshotMb: mb((await snapshots.sizeOf(manifest.key)) ?? 0),
      coldLoadMs: Math.round(coldLoadMs),
      followMs: rounded(followMs),
      queries,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** The figures as lines to read. */
export const linesOf = (figures: Figures): string[] => [
  `${figures.records.toLocaleString('en')} records: built in ${figures.buildMs} ms, ${figures.fileMb} MB; snapshot ${figures.snapshotMb} MB in ${figures.snapshotMs} ms, cold-loaded in ${figures.coldLoadMs} ms; a new event applied in ${figures.followMs} ms`,
  ...figures.queries.map(
    ({ name, p50, p95 }) =>
      `  ${name.padEnd(58)} p50 ${p50.toFixed(2).padStart(7)} ms   p95 ${p95.toFixed(2).padStart(7)} ms`,
  ),
];

if (import.meta.main) {
  const { positionals } = parseArgs({ allowPositionals: true });
  for (const records of positionals.length > 0 ? positionals.map(Number) : [100_000])
    console.log(linesOf(await measure(records)).join('\n'));
}
