import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { openReadModel } from '#functions/read-model/open-model.ts';
import { type ModelSource, queryHandlers } from '#functions/read-model/query-handlers.ts';
import { createSnapshotReader, sourceOf } from '#functions/read-model/snapshot-reader.ts';
import { registry } from '#shared/registry.ts';

const ports = portsOfAws();
const snapshots = createSnapshotReader(() => sourceOf(process.env), ports.clock);

let opening: ReturnType<ModelSource> | undefined;
const source: ModelSource = () => {
  opening ??= openReadModel({ snapshots, log: ports.log, directory: process.env.CRM_SNAPSHOT }).catch(
    (error: unknown) => {
      // the next request tries again
      opening = undefined;
      throw error;
    },
  );
  return opening;
};

export const handler = createArea(ports, queryHandlers(Object.values(registry), source));
