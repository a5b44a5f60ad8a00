import { bucketsOfAws } from '#functions/platform/buckets-of-aws.ts';
import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { openReadModel } from '#functions/read-model/open-model.ts';
import { type ModelSource, queryHandlers } from '#functions/read-model/query-handlers.ts';
import { entities } from '#shared/registry.ts';

const ports = portsOfAws(process.env, bucketsOfAws());

let opening: ReturnType<ModelSource> | undefined;
const source: ModelSource = () => {
  opening ??= openReadModel({ ...ports, directory: process.env.CRM_SNAPSHOT }).catch((error: unknown) => {
    // the next request tries again
    opening = undefined;
    throw error;
  });
  return opening;
};

export const handler = createArea(ports, queryHandlers(entities, source));
