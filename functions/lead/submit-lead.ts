import { CommitRefused, commit } from '#functions/platform/commit.ts';
import { required } from '#functions/platform/environment.ts';
import type { PublicContext } from '#functions/platform/handle.ts';
import { countAgainst } from '#functions/platform/rate-limit.ts';
import { stateKey } from '#functions/platform/stored.ts';
import type { ActorRef } from '#shared/contract/entity.ts';
import { normaliseFields } from '#shared/contract/normalise.ts';
import { ProblemError, type ProblemIssue } from '#shared/contract/problem.ts';
import type { RouteRequest } from '#shared/contract/route.ts';
import type { leadRoutes } from '#shared/lead/lead.routes.ts';
import { lead } from '#shared/lead/lead.ts';
import { checkFormToken } from './form-token.ts';

type Body = RouteRequest<typeof leadRoutes.submit>['body'];

const limits = {
  address: { name: 'lead-address', most: 10, perSeconds: 600 },
  form: { name: 'lead-form', most: 600, perSeconds: 3600 },
  all: { name: 'lead-all', most: 5000, perSeconds: 86_400 },
};
const accepted = { accepted: true } as const;

// the lead's field that each field of the form becomes, to name it in a problem
const fieldOfForm: Readonly<Record<string, string>> = { emails: 'email', phones: 'phone', companyName: 'company' };

const valuesOf = (body: Body): unknown => {
  const { name, email, phone, company, title, country, region, industry, message, utm, form } = body;
  const given = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';
  return normaliseFields(lead, {
    name: [name, email, phone].find(given) ?? '',
    ...(given(email) && { emails: [{ value: email, isPrimary: true }] }),
    ...(given(phone) && { phones: [{ value: phone, isPrimary: true }] }),
    ...(given(company) && { companyName: company }),
    ...(given(title) && { title }),
    ...(given(country) && { country }),
    ...(given(region) && { region }),
    ...(given(industry) && { industry }),
    ...(given(message) && { message }),
    ...(utm && { utm }),
    leadSource: 'form',
    sourceDetail: form,
  });
};

const parse = (body: Body): Record<string, unknown> => {
  const parsed = lead.createSchema.safeParse(valuesOf(body));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue): ProblemIssue => {
    const field = String(issue.path[0] ?? '');
    return { pointer: `/${fieldOfForm[field] ?? field}`, detail: issue.message };
  });
  throw new ProblemError('invalid-request', 'Some of this cannot be taken.', { issues });
};

/** Takes a lead from a web form. Spam is answered like a lead and is none; a token serves once. */
export const submitLead = async (
  { body }: { readonly body: Body },
  { ports, now, address }: PublicContext,
): Promise<typeof accepted> => {
  await countAgainst(limits.address, address, ports);
  await countAgainst(limits.form, body.form, ports);
  await countAgainst(limits.all, 'all', ports);
  const values = parse(body);
  const nonce = checkFormToken(required(ports.environment, 'CRM_SIGNING_SECRET'), body.form, body.token, now);
  if (nonce === undefined || body.website) return accepted;
  const actor: ActorRef = { kind: 'form', id: body.form, name: `Form ${body.form}` };
  const token = { ...stateKey('form-token', nonce), ttl: Math.floor(now / 1000) + 2 * 86_400 };
  try {
    await commit(ports, {
      actor,
      changes: [
        {
          entity: lead,
          id: ports.ids.ulid(now),
          before: undefined,
          after: { ...lead.defaults, ...values, source: 'form' },
          verb: 'created',
        },
      ],
      also: [{ put: token, condition: { absent: true } }],
    });
  } catch (error) {
    if (!(error instanceof CommitRefused && error.refusal.kind === 'also')) throw error;
  }
  return accepted;
};
