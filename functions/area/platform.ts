import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { platformHandlers } from './platform.handlers.ts';

export const handler = createArea(portsOfAws(), platformHandlers);
