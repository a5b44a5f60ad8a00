import { defineConsumer, recordEvent, standardEvents } from '../contract/event.ts';
import { job } from './job.ts';

const { created, updated } = standardEvents(job);

export const jobEvents = {
  created,
  updated,
  resumed: recordEvent(job, 'resumed', 'Job goes on: its slice was over, or whoever ran it is gone'),
};

export const jobConsumers = [
  defineConsumer({
    name: 'run-job',
    on: ['job.created', 'job.resumed'],
    entry: 'functions/job/run-job.on.ts',
    timeoutSeconds: 900,
    memoryMb: 1769,
    uses: ['files', 'snapshots'],
  }),
];
