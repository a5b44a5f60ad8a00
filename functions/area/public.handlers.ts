import { apiDocsHandlers } from '#functions/api-docs/api-docs.handlers.ts';
import { publicLeadHandlers } from '#functions/lead/public-lead.handlers.ts';

/** What answers the routes that anybody may call. */
export const publicHandlers = [...apiDocsHandlers, ...publicLeadHandlers];
