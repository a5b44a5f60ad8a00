import { actorOf } from '#functions/platform/authenticate.ts';
import type { Actor, Context } from '#functions/platform/context.ts';
import { loadReadable } from '#functions/platform/read-record.ts';
import { recordKey } from '#functions/platform/stored.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { titleOf } from '#shared/contract/entity.ts';
import { role } from '#shared/role/role.ts';
import { maySignIn, user } from '#shared/user/user.ts';

export type OtherParams = { readonly kind: 'user' | 'role'; readonly id: string };
export type Other = { readonly name: string; readonly maySignIn: boolean; readonly actor: Actor };

const idsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];

/** Nobody's records are theirs, and they are in no team. */
const somebodyWith = (of: AnyRecord): Actor => actorOf({ ...of, memberOf: [], timeZone: undefined }, [of]);

/**
 * The person whose eyes are asked for, or somebody who has just the one role, with their rights as they are now. Throws the one `not-found`
 * where the caller may not know the person or the role.
 */
export const loadOther = async ({ kind, id }: OtherParams, context: Context): Promise<Other> => {
  const { policy, ports } = context;
  if (kind === 'role') {
    const { record } = await loadReadable(role, id, context);
    const isThere = record.deletedAt === undefined;
    return { name: titleOf(role, policy.project('role', record)), maySignIn: isThere, actor: somebodyWith(record) };
  }
  const { record } = await loadReadable(user, id, context);
  const roles = recordsOfItems(
    await ports.table.batchGet(idsOf(record.roleIds).map((roleId) => recordKey('role', roleId))),
  );
  return {
    name: titleOf(user, policy.project('user', record)),
    maySignIn: maySignIn(record),
    actor: actorOf(
      record,
      roles.map((stored) => stored.record).filter((one) => one.deletedAt === undefined),
    ),
  };
};
