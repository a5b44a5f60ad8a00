import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import * as z from 'zod';
import { matchesPattern } from '../cdn/cdn.ts';
import type { Documents } from '../store.ts';
import { contentTypeOf } from './content-type.ts';

/** The part of an object store that a deployment needs. */
export type DeployedBucket = {
  put(bucket: string, key: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<void>;
  /** Keys that begin with a prefix. */
  list(bucket: string, prefix: string): Promise<string[]>;
  remove(bucket: string, key: string): Promise<void>;
};

const flag = z.union([z.boolean(), z.stringbool()]);
const deploymentSchema = z.object({
  SourceObjectKeys: z.array(z.string()),
  SourceMarkers: z.array(z.record(z.string(), z.string())).optional(),
  DestinationBucketName: z.string(),
  DestinationBucketKeyPrefix: z.string().default(''),
  Prune: flag.default(true),
  Exclude: z.array(z.string()).default([]),
  Include: z.array(z.string()).default([]),
  SystemMetadata: z.record(z.string(), z.string()).default({}),
});
type Deployment = z.output<typeof deploymentSchema>;

/**
 * Does what CDK's bucket deployment does: the files of the asset folders become the objects of the bucket, markers are replaced,
 * other objects under the prefix go where it prunes. A deployment that has not changed since the last start is skipped.
 */
export async function deployToBucket(
  id: string,
  properties: unknown,
  bucket: DeployedBucket,
  assetPath: (objectKey: string) => string | undefined,
  done: Documents<string>,
): Promise<void> {
  const deployment = deploymentSchema.parse(properties);
  const hash = createHash('sha256').update(JSON.stringify(deployment)).digest('hex');
  if (done.get(id) === hash) return;
  const written = new Set<string>();
  for (const [index, objectKey] of deployment.SourceObjectKeys.entries()) {
    const folder = assetPath(objectKey);
    if (folder === undefined)
      throw new Error(`${id} deploys the asset ${objectKey}, which the assembly does not hold.`);
    for (const file of await filesOf(folder)) {
      const key = `${deployment.DestinationBucketKeyPrefix}${relative(folder, file).split(sep).join('/')}`;
      if (isExcluded(key, deployment)) continue;
      const body = withMarkers(await readFile(file), deployment.SourceMarkers?.[index] ?? {});
      await bucket.put(deployment.DestinationBucketName, key, body, headersOf(key, deployment));
      written.add(key);
    }
  }
  if (deployment.Prune)
    for (const key of await bucket.list(deployment.DestinationBucketName, deployment.DestinationBucketKeyPrefix))
      if (!written.has(key) && !isExcluded(key, deployment)) await bucket.remove(deployment.DestinationBucketName, key);
  done.put(id, hash);
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function isExcluded(key: string, { Exclude: exclude, Include: include }: Deployment): boolean {
  const matches = (pattern: string) => matchesPattern(pattern, `/${key}`);
  return exclude.some(matches) && !include.some(matches);
}

function withMarkers(body: Buffer, markers: Readonly<Record<string, string>>): Buffer {
  const names = Object.keys(markers);
  if (names.length === 0) return body;
  let text = body.toString('utf8');
  if (!names.some((name) => text.includes(name))) return body;
  for (const name of names) text = text.replaceAll(name, markers[name] ?? '');
  return Buffer.from(text);
}

function headersOf(key: string, { SystemMetadata: metadata }: Deployment): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': contentTypeOf(key) };
  for (const [name, value] of Object.entries(metadata)) headers[name.toLowerCase()] = value;
  return headers;
}
