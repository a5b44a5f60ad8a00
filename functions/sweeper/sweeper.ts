import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { resumeExpiredJobs } from '#functions/job/resume-jobs.ts';
import { required } from '#functions/platform/environment.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { createEventBridgeBus } from '#functions/relay/event-bridge-bus.ts';
import { sweepEvents } from './sweep-events.ts';

const ports = portsOfAws();
const bus = createEventBridgeBus(new EventBridgeClient({}), required(ports.environment, 'CRM_BUS'));

/** Each minute: publishes events that have no receipt, and takes up jobs that nobody holds. */
export const handler = async (): Promise<{ published: number; resumed: number }> => ({
  published: await sweepEvents({ ...ports, bus }),
  resumed: await resumeExpiredJobs(ports),
});
