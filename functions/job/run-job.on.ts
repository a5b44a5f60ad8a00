import { createConsumer } from '#functions/consumer/create-consumer.ts';
import { importJobs } from '#functions/import/import.jobs.ts';
import { lookupOf } from '#functions/import/read-model-source.ts';
import { bucketsOfAws } from '#functions/platform/buckets-of-aws.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { runJob } from './run-job.ts';

const ports = portsOfAws(process.env, bucketsOfAws());
const kinds = importJobs(lookupOf(ports));

export const handler = createConsumer('run-job', ports, (event) => runJob(event.recordId, kinds, ports));
