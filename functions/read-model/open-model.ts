import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '#functions/platform/ports.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { entities as allEntities } from '#shared/registry.ts';
import { createReadModel, type ReadModel } from './model.ts';
import { loadSnapshot, type SnapshotSource } from './snapshot-store.ts';

const filePrefix = 'rapport-read-model-';
const abandonedMs = 24 * 3_600_000;

/** Where files that are open cannot be removed, they stay until they are abandoned. */
const removeQuietly = (path: string): void => {
  try {
    rmSync(path, { force: true });
  } catch {
    // nothing is lost but space
  }
};

/** Files that a process left behind which was killed; those of living ones were written to lately. */
const sweep = (directory: string): void => {
  for (const name of readdirSync(directory).filter((n) => n.startsWith(filePrefix))) {
    const path = join(directory, name);
    const touchedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - touchedMs > abandonedMs) removeQuietly(path);
  }
};

export const freshPath = (directory: string): string => {
  sweep(directory);
  return join(directory, `${filePrefix}${randomBytes(8).toString('hex')}.db`);
};

/** Takes the name of an open file away, so that nothing stays behind however the process ends. */
const withoutName = (model: ReadModel): ReadModel => {
  removeQuietly(model.db.path);
  return model;
};

export type OpenOptions = {
  readonly snapshots: SnapshotSource;
  readonly log: Log;
  readonly entities?: readonly Entity[];
  /** Where the file is kept; the system's folder for such where left out. */
  readonly directory?: string | undefined;
};

/** The read model as the newest snapshot has it, or an empty one that following will fill. */
export const openReadModel = async ({
  snapshots,
  log,
  entities = allEntities,
  directory = tmpdir(),
}: OpenOptions): Promise<ReadModel> => {
  const path = freshPath(directory);
  try {
    const loaded = await loadSnapshot('latest', path, entities, snapshots);
    if (loaded) return withoutName(loaded.model);
  } catch (error) {
    // an index can always be made anew
    log.error('the snapshot could not be loaded', { error: String(error) });
    rmSync(path, { force: true });
  }
  return withoutName(createReadModel(path, entities));
};
