import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { required } from '#functions/platform/environment.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { createEventBridgeBus } from '#functions/relay/event-bridge-bus.ts';
import { sweepEvents } from './sweep-events.ts';

const ports = portsOfAws();
const bus = createEventBridgeBus(new EventBridgeClient({}), required(ports.environment, 'CRM_BUS'));

/** Each minute: publishes events that have no receipt. */
export const handler = async (): Promise<{ published: number }> => ({
  published: await sweepEvents({ ...ports, bus }),
});
