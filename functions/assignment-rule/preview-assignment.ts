import { decideAssignment, loadActiveRules, type Outcome, reasonOf } from '#functions/lead/decide-assignment.ts';
import type { Context } from '#functions/platform/context.ts';
import { customisationOf, extendedEntity, patchIssues } from '#functions/platform/customisation.ts';
import { valueIssues } from '#functions/platform/parse-request.ts';
import { loadReadable } from '#functions/platform/read-record.ts';
import type { AssignmentRule } from '#shared/assignment-rule/assignment-rule.ts';
import { standingOf } from '#shared/assignment-rule/choose-person.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { normaliseFields } from '#shared/contract/normalise.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { pathsIn } from '#shared/custom-field/check-record.ts';
import { lead as leadEntity } from '#shared/lead/lead.ts';
import { mask } from '#shared/policy/policy.ts';
import { checkPredicate } from '#shared/predicate/check-predicate.ts';
import { entityOf } from '#shared/registry.ts';

type Values = Readonly<Record<string, unknown>>;

/** The values of the request, as a change of the lead would take them. Throws `invalid-request`. */
const checkedValues = async (values: Values, before: AnyRecord | undefined, context: Context): Promise<Values> => {
  const entity = await extendedEntity(leadEntity, context);
  // an object stays one
  const patch = normaliseFields(entity, values) as Values;
  const customisation = await customisationOf('lead', context);
  const issues = [
    ...valueIssues(leadEntity.patchSchema, patch, '/values'),
    ...patchIssues({ entity, customisation, before, patch }, context).map((issue) => ({
      ...issue,
      pointer: `/values${issue.pointer}`,
    })),
  ];
  if (issues.length > 0) throw new ProblemError('invalid-request', 'Not every value is one of a lead.', { issues });
  return patch;
};

const leadOf = async (leadId: string | undefined, values: Values, context: Context): Promise<AnyRecord> => {
  const stored = leadId === undefined ? undefined : (await loadReadable(leadEntity, leadId, context)).record;
  const at = new Date(context.now).toISOString();
  const fresh: AnyRecord = {
    ...leadEntity.defaults,
    id: '',
    type: 'lead',
    version: 1,
    createdAt: at,
    createdBy: context.actor.ref,
    updatedAt: at,
    updatedBy: context.actor.ref,
  };
  const patch = await checkedValues(values, stored, context);
  const all = Object.entries({ ...(stored ?? fresh), ...patch }).filter(([, value]) => value !== null);
  // a lead with other values is one still
  return Object.fromEntries(all) as AnyRecord;
};

/** Whether a rule holds would tell of a field that the actor may not see, or of a record that they may not know. */
const looksAtHidden = async (rule: AssignmentRule, context: Context): Promise<boolean> => {
  const { policy } = context;
  if (rule.method === 'territory' && !policy.readable('lead', rule.territoryField ?? 'country')) return true;
  if (!rule.when) return false;
  const entity = await extendedEntity(leadEntity, context);
  const reached = pathsIn(rule.when).flatMap((path) => {
    const [key = '', further] = path.split('.');
    const target = further === undefined ? undefined : entity.allFields[key]?.target;
    return target ? [target] : [];
  });
  return (
    reached.some((noun) => policy.scopeOf(noun, 'read') !== 'all') ||
    checkPredicate(rule.when, { entity, findEntity: entityOf, readable: policy.readable }, '').length > 0
  );
};

const nameOf = (person: AnyRecord | undefined, { policy }: Context): { name?: string } => {
  if (!person || !policy.may('user', 'read', person)) return {};
  const { name } = policy.project('user', person);
  return typeof name === 'string' ? { name } : {};
};

const outcomeOf = (rule: AssignmentRule, { decision, tried }: Outcome) => {
  if (decision?.rule.id === rule.id) return 'chosen' as const;
  const found = tried.find((one) => one.rule.id === rule.id);
  if (!found) return 'notReached' as const;
  return found.input ? ('nobodyAvailable' as const) : ('doesNotApply' as const);
};

/**
 * The decision that the rules would make now over an existing lead or over values, with what stands behind it; nothing is written and no turn
 * is taken. Throws `not-found` for a lead that the actor may not know, `forbidden` where a rule looks at what is hidden from them.
 */
export const previewAssignment = async (
  { leadId, values = {} }: { readonly leadId?: string | undefined; readonly values?: Values | undefined },
  context: Context,
) => {
  const lead = await leadOf(leadId, values, context);
  const rules = await loadActiveRules(context.ports);
  for (const rule of rules)
    if (await looksAtHidden(rule, context))
      throw new ProblemError('forbidden', `The rule “${rule.name}” looks at what you may not see.`);
  const outcome = await decideAssignment(lead, context.ports, context.now, rules);
  const { decision, tried } = outcome;
  const chosenName = nameOf(decision?.owner, context);
  return {
    rules: rules.map((rule) => {
      const input = tried.find((one) => one.rule.id === rule.id)?.input;
      const pool = input ? [...new Set(rule.pool.map((member) => member.userId))] : [];
      return {
        id: rule.id,
        name: rule.name,
        version: rule.version,
        order: rule.order,
        outcome: outcomeOf(rule, outcome),
        people: pool.flatMap((userId) =>
          input
            ? [
                {
                  userId,
                  // the map holds the records of the people
                  ...nameOf(input.people.get(userId) as AnyRecord | undefined, context),
                  standing: standingOf(input, userId),
                  openLeads: input.load.get(userId) ?? 0,
                },
              ]
            : [],
        ),
      };
    }),
    ...(decision && {
      chosen: {
        ruleId: decision.rule.id,
        userId: decision.owner.id,
        ...chosenName,
        why: decision.choice.reason,
      },
    }),
    reason: reasonOf(
      decision
        ? { ...outcome, decision: { ...decision, owner: { ...decision.owner, name: chosenName.name ?? mask } } }
        : outcome,
    ),
  };
};
