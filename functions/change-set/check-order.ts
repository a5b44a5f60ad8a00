import { nounOfChoice } from '#functions/batch/noun-of-choice.ts';
import type { Context } from '#functions/platform/context.ts';
import { customisationOf, extendedEntity, patchIssues } from '#functions/platform/customisation.ts';
import { valueIssues } from '#functions/platform/parse-request.ts';
import { recordKey } from '#functions/platform/stored.ts';
import { recordOfItem } from '#functions/platform/upcast.ts';
import type { NewChangeSet } from '#shared/change-set/change-set.routes.ts';
import { type ChangeSet, maxHoursBack } from '#shared/change-set/change-set.ts';
import { type Entity, titleOf } from '#shared/contract/entity.ts';
import { normaliseFields } from '#shared/contract/normalise.ts';
import { invalid, notFound, ProblemError } from '#shared/contract/problem.ts';
import { entityOf } from '#shared/registry.ts';
import type { Order } from './order.ts';
import { actionNeeded } from './prepare-change.ts';

/** What was asked for, checked as far as that is possible without looking at the records. */
export type Checked = { readonly order: Order; readonly values: Partial<ChangeSet> & { readonly name: string } };

const hourMs = 3_600_000;

const checkUpdate = async (
  body: Extract<NewChangeSet, { action: 'update' }>,
  declared: Entity,
  context: Context,
): Promise<Pick<Order, 'patch' | 'tags'> & { readonly fields: string[] }> => {
  const entity = await extendedEntity(declared, context);
  // an object stays one
  const patch = normaliseFields(entity, body.patch ?? {}) as Readonly<Record<string, unknown>>;
  const tags = { add: body.tags?.add ?? [], remove: body.tags?.remove ?? [] };
  const hasTags = tags.add.length + tags.remove.length > 0;
  const fields = [...new Set([...Object.keys(patch), ...(hasTags ? ['tags'] : [])])];
  if (fields.length === 0) throw invalid('/patch', 'Nothing is to be changed.');
  if (hasTags && 'tags' in patch) throw invalid('/tags', 'The patch sets all tags already.');
  const customisation = await customisationOf(entity.noun, context);
  const issues = [
    ...valueIssues(entity.patchSchema, patch, '/patch'),
    ...patchIssues({ entity, customisation, before: undefined, patch }, context).map((issue) => ({
      ...issue,
      pointer: `/patch${issue.pointer}`,
    })),
  ];
  if (issues.length > 0) throw new ProblemError('invalid-request', issues[0]?.detail ?? '', { issues });
  const locked = fields.filter((field) => !context.policy.editable(entity.noun, field));
  if (locked.length > 0)
    throw new ProblemError('forbidden', 'Some of these fields are not yours to change.', {
      issues: locked.map((field) => ({ pointer: `/patch/${field}`, detail: 'You may not change this field.' })),
    });
  return { ...(Object.keys(patch).length > 0 && { patch }), ...(hasTags && { tags }), fields };
};

const labelsOf = (entity: Entity, fields: readonly string[]): string =>
  fields
    .slice(0, 3)
    .map((f) => entity.allFields[f]?.label ?? f)
    .join(', ');

const checkChoice = async (
  body: Exclude<NewChangeSet, { action: 'undoPerson' }>,
  context: Context,
): Promise<Checked> => {
  const { noun, ids, selection, action } = body;
  const choice = { noun, ...(ids && { ids }), ...(selection && { selection }) };
  const entity = nounOfChoice(choice, ['bulk', actionNeeded[action]], context);
  if (entity.standard?.update === false || entity.standard?.remove === false)
    throw invalid('/noun', 'Records of this noun are not changed in bulk.');
  const many = entity.label.many;
  if (action === 'remove') return { order: { choice }, values: { name: `${many}: move to the bin`, action, noun } };
  if (action === 'restore')
    return { order: { choice }, values: { name: `${many}: take out of the bin`, action, noun } };
  const { fields, ...what } = await checkUpdate({ ...body, action }, entity, context);
  const extended = await extendedEntity(entity, context);
  const name = `${many}: change ${labelsOf(extended, fields)}`.slice(0, 160);
  return { order: { choice, ...what }, values: { name, action, noun, fields } };
};

/** One's own changes anybody takes back; those of others only who may plan change sets for all, which administrators may. */
const checkPerson = async (
  { personId, since }: Extract<NewChangeSet, { action: 'undoPerson' }>,
  { actor, policy, ports, now }: Context,
): Promise<Checked> => {
  const stored = recordOfItem(await ports.table.get(recordKey('user', personId)));
  const isSelf = personId === actor.id;
  if (!stored || !(isSelf || policy.may('user', 'read', stored.record))) throw notFound();
  if (!isSelf && policy.scopeOf('changeSet', 'create') !== 'all')
    throw new ProblemError('forbidden', 'You may undo your own changes only.', {
      more: { permission: 'changeSet:create' },
    });
  const from = since === undefined ? now - hourMs : Date.parse(since);
  if (from > now) throw invalid('/since', 'is in the future');
  if (from < now - maxHoursBack * hourMs) throw invalid('/since', `is more than ${maxHoursBack} hours ago`);
  const person = { id: personId, since: new Date(from).toISOString(), until: new Date(now).toISOString() };
  const entity = entityOf('user');
  const title = entity ? titleOf(entity, policy.project('user', stored.record)) : personId;
  const name = `Undo changes of ${title}`.slice(0, 160);
  return { order: { person }, values: { name, action: 'undoPerson', personId, since: person.since } };
};

/** Checks what a change set shall do before anything is looked for. Throws `ProblemError`. */
export const checkOrder = (body: NewChangeSet, context: Context): Promise<Checked> =>
  body.action === 'undoPerson' ? checkPerson(body, context) : checkChoice(body, context);
