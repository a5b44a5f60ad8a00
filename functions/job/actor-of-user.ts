import { actorOf } from '#functions/platform/authenticate.ts';
import type { Actor, Ports } from '#functions/platform/context.ts';
import { recordKey } from '#functions/platform/stored.ts';
import { recordOfItem, recordsOfItems } from '#functions/platform/upcast.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { maySignIn } from '#shared/user/user.ts';

/** Whoever began something, with the rights they have now. Throws where they may no longer sign in. */
export const actorOfUser = async (userId: string, { table }: Pick<Ports, 'table'>): Promise<Actor> => {
  const person = recordOfItem(await table.get(recordKey('user', userId)))?.record;
  if (!person || !maySignIn(person))
    throw new ProblemError('forbidden', 'Whoever began this may not use the CRM any more.');
  const roleIds = Array.isArray(person.roleIds) ? person.roleIds.filter((id) => typeof id === 'string') : [];
  const roles = recordsOfItems(await table.batchGet(roleIds.map((id) => recordKey('role', id))));
  return actorOf(
    person,
    roles.map((r) => r.record).filter((r) => r.deletedAt === undefined),
  );
};
