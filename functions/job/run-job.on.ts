import { changeSetJobs } from '#functions/change-set/change-set.jobs.ts';
import { createConsumer } from '#functions/consumer/create-consumer.ts';
import { exportJobs } from '#functions/export/export.jobs.ts';
import { importJobs } from '#functions/import/import.jobs.ts';
import { lookupOf, modelOf } from '#functions/import/read-model-source.ts';
import { bucketsOfAws } from '#functions/platform/buckets-of-aws.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { runJob } from './run-job.ts';

const ports = portsOfAws(process.env, bucketsOfAws());
const model = modelOf(ports);
const lookup = lookupOf(model, ports);
const kinds = { ...importJobs(lookup), ...changeSetJobs({ model, references: lookup }), ...exportJobs(model) };

export const handler = createConsumer('run-job', ports, (event) => runJob(event.recordId, kinds, ports));
