import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { createListenHandler } from './may-listen.ts';

/** Asked by AppSync whenever somebody subscribes to a channel. */
export const handler = createListenHandler(portsOfAws());
