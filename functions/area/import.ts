import { importHandlers } from '#functions/import/import.handlers.ts';
import { lookupOf } from '#functions/import/read-model-source.ts';
import { bucketsOfAws } from '#functions/platform/buckets-of-aws.ts';
import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';

const ports = portsOfAws(process.env, bucketsOfAws());

export const handler = createArea(ports, importHandlers(lookupOf(ports)));
