import { apiDocsHandlers } from '#functions/api-docs/api-docs.handlers.ts';
import { publicLeadHandlers } from '#functions/lead/public-lead.handlers.ts';
import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';

export const handler = createArea(portsOfAws(), [...apiDocsHandlers, ...publicLeadHandlers]);
