import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { required } from '#functions/platform/environment.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { createEventBridgeBus } from './event-bridge-bus.ts';
import { createRelay } from './relay-stream.ts';

const ports = portsOfAws();

/** From the table's stream to the bus: every event once or more. */
export const handler = createRelay({
  ...ports,
  bus: createEventBridgeBus(new EventBridgeClient({}), required(ports.environment, 'CRM_BUS')),
});
