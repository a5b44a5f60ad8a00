import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { peopleHandlers } from './people.handlers.ts';

export const handler = createArea(portsOfAws(), peopleHandlers);
