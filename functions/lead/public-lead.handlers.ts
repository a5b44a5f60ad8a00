import { required } from '#functions/platform/environment.ts';
import { implementPublic } from '#functions/platform/handle.ts';
import { countAgainst } from '#functions/platform/rate-limit.ts';
import { leadRoutes } from '#shared/lead/lead.routes.ts';
import { issueFormToken } from './form-token.ts';
import { submitLead } from './submit-lead.ts';

const tokenLimit = { name: 'lead-token', most: 120, perSeconds: 600 };

export const publicLeadHandlers = [
  implementPublic(leadRoutes.formToken, async ({ query }, { ports, now, address }) => {
    await countAgainst(tokenLimit, address, ports);
    return {
      token: issueFormToken(required(ports.environment, 'CRM_SIGNING_SECRET'), query.form, now, ports.ids.secret(16)),
    };
  }),
  implementPublic(leadRoutes.submit, submitLead),
];
