import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { publicHandlers } from './public.handlers.ts';

export const handler = createArea(portsOfAws(), publicHandlers);
