import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import * as z from 'zod';
import type { Blobs, Clock } from '#functions/platform/ports.ts';
import { feedShards } from '#functions/platform/stored.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { firstUlidAt, timeOfUlid } from '#shared/ulid.ts';
import { openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { modelOver, type ReadModel } from './model.ts';
import { layoutHash, readMeta, schemaHash, writeMeta } from './schema.ts';

/** What is known of a snapshot before it is loaded. */
const manifestSchema = z.object({
  /** Where the compressed file is. */
  key: z.string(),
  createdAt: z.string(),
  /** Digest of the tables that no noun's declaration changes; of another one the file is of no use. */
  layout: z.string(),
  schema: z.string(),
  /** Where following goes on, a shard each. */
  positions: z.array(z.string()).length(feedShards),
  /** The newest event that it holds, a shard each: what comes after is new to it. */
  newest: z.array(z.string()).length(feedShards),
  /** Events that the table held as far as the snapshot knows. */
  events: z.number(),
  sizeBytes: z.number(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** `latest` is what functions start from; `rebuild` is the unfinished work of a rebuild. */
export type SnapshotName = 'latest' | 'rebuild';

/** Following begins this long before the snapshot, so that nothing that became visible late is missed. */
const behindMs = 15 * 60_000;
const kept = 3;
const prefix = 'read-model/';
const manifestKey = (name: SnapshotName): string => `${prefix}${name}.json`;

export type SnapshotPorts = { readonly snapshots: Blobs; readonly clock: Clock };

/** The position of a shard, moved back; empty where nothing was read yet. */
const positionBehind = (position: string, nowMs: number): string =>
  position === '' ? '' : firstUlidAt(Math.max(0, Math.min(timeOfUlid(position), nowMs) - behindMs));

/** What loading needs of a bucket. */
export type SnapshotSource = Pick<Blobs, 'get' | 'stream'>;

export const readManifest = async (snapshots: SnapshotSource, name: SnapshotName): Promise<Manifest | undefined> => {
  const bytes = await snapshots.get(manifestKey(name));
  const parsed = bytes && manifestSchema.safeParse(JSON.parse(Buffer.from(bytes).toString()));
  return parsed?.success ? parsed.data : undefined;
};

const countEvents = (model: ReadModel): number => Number(model.db.get('SELECT count(*) AS n FROM event')?.n ?? 0);

const deleteOld = async (snapshots: Blobs, current: string): Promise<void> => {
  const old = (await snapshots.list(`${prefix}latest-`))
    .map((o) => o.key)
    .filter((key) => key !== current)
    .sort()
    .reverse();
  for (const key of old.slice(kept - 1)) await snapshots.delete(key);
};

/** Writes the model as a compressed file, then the manifest that names it: a reader sees the old snapshot or the new one whole. */
export const saveSnapshot = async (
  model: ReadModel,
  name: SnapshotName,
  { snapshots, clock }: SnapshotPorts,
): Promise<Manifest> => {
  const now = clock.now();
  const file = `${model.db.path}-${name}-${now}`;
  const manifest: Manifest = {
    key: name === 'latest' ? `${prefix}latest-${String(now).padStart(15, '0')}.db.zst` : `${prefix}${name}.db.zst`,
    createdAt: new Date(now).toISOString(),
    layout: layoutHash(),
    schema: schemaHash(model.entities),
    positions: model.feeds.map((feed) => positionBehind(feed.position, now)),
    newest: model.feeds.map((feed) => feed.position),
    events: countEvents(model),
    sizeBytes: 0,
  };
  try {
    // a copy, since the file itself goes on changing while it is sent
    model.db.run('VACUUM INTO ?', [file]);
    const sizeBytes = statSync(file).size;
    const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } });
    await Promise.all([
      pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), compress),
      snapshots.putStream(manifest.key, compress, 'application/zstd'),
    ]);
    await snapshots.put(manifestKey(name), Buffer.from(JSON.stringify({ ...manifest, sizeBytes })), 'application/json');
    if (name === 'latest') await deleteOld(snapshots, manifest.key);
    return { ...manifest, sizeBytes };
  } finally {
    rmSync(file, { force: true });
  }
};

/** Loads a snapshot into a new file; undefined where there is none that this code can use. A schema that has changed is brought up to date. */
export const loadSnapshot = async (
  name: SnapshotName,
  path: string,
  entities: readonly Entity[],
  snapshots: SnapshotSource,
): Promise<{ readonly model: ReadModel; readonly manifest: Manifest } | undefined> => {
  const manifest = await readManifest(snapshots, name);
  if (!manifest || manifest.layout !== layoutHash()) return undefined;
  const stream = await snapshots.stream(manifest.key);
  if (!stream) return undefined;
  const target = createWriteStream(path, { highWaterMark: 4 * 1024 * 1024 });
  await pipeline(
    Readable.from(stream, { objectMode: false }),
    createZstdDecompress({ chunkSize: 1024 * 1024 }),
    target,
  );
  const model = modelOver(openDatabase(path), entities);
  for (const [shard, feed] of model.feeds.entries()) feed.position = manifest.positions[shard] ?? '';
  if (readMeta(model.db, 'schema') !== schemaHash(entities)) migrate(model);
  writeMeta(model.db, 'schema', schemaHash(entities));
  return { model, manifest };
};
