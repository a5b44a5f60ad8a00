import { CommitRefused, commit } from '#functions/platform/commit.ts';
import type { Context } from '#functions/platform/context.ts';
import { type Handler, implement } from '#functions/platform/handle.ts';
import type { StoredRecord } from '#functions/platform/stored.ts';
import { updateRecord } from '#functions/platform/write-record.ts';
import { userRules } from '#functions/user/user.rules.ts';
import { isCustomKey } from '#shared/contract/custom-key.ts';
import { meRoutes } from '#shared/me/me.routes.ts';
import type { FieldAccess } from '#shared/policy/grant.ts';
import type { Policy } from '#shared/policy/policy.ts';
import { settingsId } from '#shared/settings/settings-id.ts';
import { user } from '#shared/user/user.ts';
import { myCustomFields } from './my-custom-fields.ts';

const settingsRef = { noun: 'settings', id: settingsId };

/** Who was invited is active from the first call on. */
const activate = async (
  person: StoredRecord,
  { ports, actor }: Context,
): Promise<Readonly<Record<string, unknown>>> => {
  if (person.record.status !== 'invited') return person.record;
  const after = { ...person.record, status: 'active' };
  try {
    const [done] = await commit(ports, {
      actor: actor.ref,
      changes: [{ entity: user, id: person.record.id, before: person, after, verb: 'updated' }],
    });
    return done?.record ?? after;
  } catch (error) {
    if (!(error instanceof CommitRefused)) throw error;
    return after;
  }
};

/** What all roles together leave of the fields that one of them limits. That a custom field is hidden would tell that there is one. */
const accessOf = ({ actor, policy }: Context): FieldAccess[] => {
  const limited = actor.roles.flatMap((role) => role.fieldAccess.map(({ noun, field }) => `${noun}.${field}`));
  return [...new Set(limited)]
    .map((name) => name.split('.'))
    .map(([noun = '', field = '']) => ({ noun, field, access: policy.accessOf(noun, field) }))
    .filter(({ field, access }) => !isCustomKey(field) || access !== 'none');
};

const get: Handler<typeof meRoutes.get> = async (_, context) => {
  const { actor, loaded, policy } = context;
  const person = loaded.get(`user/${actor.id}`);
  const settings = loaded.get(`settings/${settingsId}`);
  return {
    user: person ? { ...(await activate(person, context)) } : {},
    grants: actor.roles.flatMap((role) => [...role.grants]),
    fieldAccess: accessOf(context),
    settings: settings ? { ...policy.project('settings', settings.record) } : {},
    // a list of the catalogue's shape; only its members are told apart as read-only
    customFields: (await myCustomFields(context)) as never,
  };
};

/** Everybody may change their own record, whatever their grants; the route's body says which fields, and their roles' limits hold. */
const update: Handler<typeof meRoutes.update> = async ({ body, ifMatch }, context) => {
  const { actor, policy } = context;
  const own: Policy = {
    ...policy,
    may: (noun, action, record) =>
      (noun === 'user' && record.id === actor.id && (action === 'read' || action === 'update')) ||
      policy.may(noun, action, record),
  };
  return {
    ...(await updateRecord({ entity: user, rules: userRules }, actor.id, ifMatch, body, { ...context, policy: own })),
  };
};

export const meHandlers = [implement(meRoutes.get, get, () => [settingsRef]), implement(meRoutes.update, update)];
