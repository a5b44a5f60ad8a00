import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Blobs, Clock, Log } from '#functions/platform/ports.ts';
import type { Table } from '#functions/platform/table.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { entities as allEntities } from '#shared/registry.ts';
import { follow } from './follow.ts';
import { createReadModel, type ReadModel } from './model.ts';
import { freshPath } from './open-model.ts';
import { rebuild } from './rebuild.ts';
import { goOnIndexing } from './reindex.ts';
import { repair } from './repair.ts';
import { layoutHash, schemaHash } from './schema.ts';
import { loadSnapshot, type Manifest, readManifest, saveSnapshot } from './snapshot-store.ts';

export type TaskPorts = { readonly table: Table; readonly snapshots: Blobs; readonly clock: Clock; readonly log: Log };
export type TaskOptions = {
  readonly entities?: readonly Entity[];
  readonly directory?: string | undefined;
  readonly budgetMs?: number;
};
export type TaskResult = { readonly outcome: 'unchanged' | 'saved' | 'unfinished'; readonly events: number };

const usualBudgetMs = 10 * 60_000;
const everyEvents = 5_000;
const everyMs = 14 * 60_000;

/** Events that came after a snapshot; no more than 5,000 a shard are counted. */
const eventsSince = async ({ newest }: Manifest, table: Table): Promise<number> => {
  const pages = await Promise.all(newest.map((at, shard) => table.feed(shard, at && `${at}~`, { limit: everyEvents })));
  return pages.reduce((sum, { entries }) => sum + entries.length, 0);
};

/** A new snapshot where anything changed for a quarter of an hour, or where the schema did. */
const isDue = async (
  manifest: Manifest,
  entities: readonly Entity[],
  { table, clock }: TaskPorts,
): Promise<boolean> => {
  if (manifest.layout !== layoutHash() || manifest.schema !== schemaHash(entities)) return true;
  return clock.now() - Date.parse(manifest.createdAt) >= everyMs && (await eventsSince(manifest, table)) > 0;
};

const eventsIn = (model: ReadModel): number => Number(model.db.get('SELECT count(*) AS n FROM event')?.n ?? 0);

/** Goes on with an unfinished rebuild, or begins one; undefined where the time was not enough. */
const rebuilt = async (
  path: string,
  ports: TaskPorts,
  entities: readonly Entity[],
  deadline: number,
): Promise<ReadModel | undefined> => {
  const begun = await loadSnapshot('rebuild', path, entities, ports.snapshots).catch(() => undefined);
  if (!begun) rmSync(path, { force: true });
  const model = begun?.model ?? createReadModel(path, entities);
  if (await rebuild(model, ports, deadline)) return model;
  await saveSnapshot(model, 'rebuild', ports);
  model.db.close();
  return undefined;
};

const forgetRebuild = async ({ snapshots }: TaskPorts): Promise<void> => {
  if (!(await readManifest(snapshots, 'rebuild'))) return;
  await snapshots.delete('read-model/rebuild.json');
  await snapshots.delete('read-model/rebuild.db.zst');
};

/** Brings the newest snapshot up to date and keeps it; makes one from the table where there is none. */
const renew = async (ports: TaskPorts, options: TaskOptions): Promise<TaskResult> => {
  const { entities = allEntities, directory = tmpdir(), budgetMs = usualBudgetMs } = options;
  const deadline = ports.clock.now() + budgetMs;
  const path = freshPath(directory);
  const loaded = await loadSnapshot('latest', path, entities, ports.snapshots).catch(() => undefined);
  if (!loaded) rmSync(path, { force: true });
  const model = loaded?.model ?? (await rebuilt(path, ports, entities, deadline));
  if (!model) return { outcome: 'unfinished', events: 0 };
  try {
    await follow(model, ports, deadline - ports.clock.now());
    while (!goOnIndexing(model));
    const events = eventsIn(model);
    await saveSnapshot(model, 'latest', ports);
    await forgetRebuild(ports);
    return { outcome: 'saved', events };
  } finally {
    model.db.close();
  }
};

/** A new snapshot where one is due, or where there is none. */
export const takeSnapshot = async (ports: TaskPorts, options: TaskOptions = {}): Promise<TaskResult> => {
  const manifest = await readManifest(ports.snapshots, 'latest');
  if (manifest && !(await isDue(manifest, options.entities ?? allEntities, ports)))
    return { outcome: 'unchanged', events: manifest.events };
  return renew(ports, options);
};

/** A new snapshot ahead of its time where 5,000 events came since the newest one, as in an import: a function that starts has fewer to read. */
export const keepUp = async (ports: TaskPorts, options: TaskOptions = {}): Promise<TaskResult> => {
  const manifest = await readManifest(ports.snapshots, 'latest');
  if (!manifest) return { outcome: 'unchanged', events: 0 };
  if ((await eventsSince(manifest, ports.table)) < everyEvents)
    return { outcome: 'unchanged', events: manifest.events };
  return renew(ports, options);
};

/** Compares the newest snapshot with the whole table, puts it right and keeps it. */
export const repairSnapshot = async (ports: TaskPorts, options: TaskOptions = {}): Promise<TaskResult> => {
  const { entities = allEntities, directory = tmpdir(), budgetMs = usualBudgetMs } = options;
  const deadline = ports.clock.now() + budgetMs;
  const path = freshPath(directory);
  const loaded = await loadSnapshot('latest', path, entities, ports.snapshots).catch(() => undefined);
  if (!loaded) {
    rmSync(path, { force: true });
    return renew(ports, options);
  }
  const { model } = loaded;
  try {
    const { records, events, gone, isComplete } = await repair(model, ports, deadline);
    const wrong = records + events + gone;
    if (wrong > 0) ports.log.error('the read model differed from the table', { count: wrong });
    else ports.log.info('the read model agrees with the table');
    if (!isComplete) return { outcome: 'unfinished', events: eventsIn(model) };
    await saveSnapshot(model, 'latest', ports);
    return { outcome: 'saved', events: eventsIn(model) };
  } finally {
    model.db.close();
  }
};
