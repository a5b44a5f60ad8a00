import type { Ports } from '#functions/platform/context.ts';
import type { Blobs } from '#functions/platform/ports.ts';
import type { ReadModel } from '#functions/read-model/model.ts';
import { openReadModel } from '#functions/read-model/open-model.ts';
import type { Lookup } from './lookup.ts';
import { createModelLookup } from './model-lookup.ts';

const none: Pick<Blobs, 'get' | 'stream' | 'list'> = {
  get: async () => undefined,
  stream: async () => undefined,
  list: async () => [],
};

/** Opens the read model when it is first needed and keeps it; without a bucket of snapshots it is filled from the feed. */
export const lookupOf = (ports: Ports): (() => Promise<Lookup>) => {
  let opening: Promise<ReadModel> | undefined;
  const snapshots = ports.environment.CRM_SNAPSHOTS_BUCKET ? ports.snapshots : { ...ports.snapshots, ...none };
  return async () => {
    opening ??= openReadModel({ snapshots, log: ports.log }).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return createModelLookup(await opening, ports);
  };
};
