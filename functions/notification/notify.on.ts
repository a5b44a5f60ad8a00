import { createConsumer } from '#functions/consumer/create-consumer.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { notify, notifyConsumer } from './notify.ts';

export const handler = createConsumer(notifyConsumer, portsOfAws(), notify);
