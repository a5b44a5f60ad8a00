import { createConsumer } from '#functions/consumer/create-consumer.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { assignLeadConsumer, onLeadCreated } from './on-lead-created.ts';

export const handler = createConsumer(assignLeadConsumer, portsOfAws(), onLeadCreated);
