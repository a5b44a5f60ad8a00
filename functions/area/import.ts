import { lookupOf, modelOf } from '#functions/import/read-model-source.ts';
import { bucketsOfAws } from '#functions/platform/buckets-of-aws.ts';
import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { createS3Links } from '#functions/platform/s3-links.ts';
import { importAreaHandlers } from './import.handlers.ts';

const ports = portsOfAws(process.env, bucketsOfAws(process.env, createS3Links));

export const handler = createArea(ports, importAreaHandlers(lookupOf(modelOf(ports), ports)));
