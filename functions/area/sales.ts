import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { salesHandlers } from './sales.handlers.ts';

export const handler = createArea(portsOfAws(), salesHandlers);
