import type { Ports } from '#functions/platform/context.ts';
import type { Blobs } from '#functions/platform/ports.ts';
import type { ReadModel } from '#functions/read-model/model.ts';
import { openReadModel } from '#functions/read-model/open-model.ts';
import type { ModelSource } from '#functions/read-model/query-handlers.ts';
import type { Lookup } from './lookup.ts';
import { createModelLookup } from './model-lookup.ts';

const none: Pick<Blobs, 'get' | 'stream' | 'list'> = {
  get: async () => undefined,
  stream: async () => undefined,
  list: async () => [],
};

/** Opens the read model when it is first needed and keeps it; without a bucket of snapshots it is filled from the feed. */
export const modelOf = (ports: Ports): ModelSource => {
  let opening: Promise<ReadModel> | undefined;
  const snapshots = ports.environment.CRM_SNAPSHOTS_BUCKET ? ports.snapshots : { ...ports.snapshots, ...none };
  return () => {
    opening ??= openReadModel({ snapshots, log: ports.log }).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
};

/** The lookup over a read model. */
export const lookupOf =
  (model: ModelSource, ports: Ports): (() => Promise<Lookup>) =>
  async () =>
    createModelLookup(await model(), ports);
