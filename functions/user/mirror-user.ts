import { type CommitPorts, CommitRefused, commit } from '#functions/platform/commit.ts';
import { isStoredRecord, recordKey } from '#functions/platform/stored.ts';
import type { ActorRef } from '#shared/contract/entity.ts';
import type { Cause } from '#shared/contract/event.ts';
import { maySignIn, user } from '#shared/user/user.ts';
import type { Identity } from './identity.ts';

const machine: ActorRef = { kind: 'system', id: 'identity', name: 'Identity' };
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []);

const groupsOf = async (roleIds: readonly string[], { table }: CommitPorts): Promise<string[]> => {
  const roles = (await table.batchGet(roleIds.map((id) => recordKey('role', id)))).filter(isStoredRecord);
  return [...new Set(roles.map((r) => r.record.group).filter((g) => typeof g === 'string'))];
};

/**
 * Brings a person's account into step with their record as it is now: invited, enabled or disabled, e-mail, groups. May run any number of
 * times, in any order: only the record as it is counts.
 */
export const mirrorUser = async (
  userId: string,
  cause: Cause,
  identity: Identity,
  ports: CommitPorts,
): Promise<void> => {
  const item = await ports.table.get(recordKey('user', userId));
  if (!item || !isStoredRecord(item)) return;
  const { record } = item;
  const email = String(record.email);
  const isIn = maySignIn(record);
  const known = typeof record.cognitoSub === 'string' ? await identity.find(record.cognitoSub) : undefined;
  if (!known && !isIn) return;
  const account = known ?? (await identity.invite(email, String(record.name)));
  if (account.email !== email) await identity.setEmail(account.sub, email);
  if (account.isEnabled !== isIn) await identity.setEnabled(account.sub, isIn);
  await identity.setGroups(account.sub, isIn ? await groupsOf(strings(record.roleIds), ports) : []);
  if (record.cognitoSub === account.sub) return;
  try {
    await commit(ports, {
      actor: machine,
      cause,
      changes: [
        { entity: user, id: userId, before: item, after: { ...record, cognitoSub: account.sub }, verb: 'updated' },
      ],
    });
  } catch (error) {
    // changed meanwhile: that change's own event brings it here again
    if (!(error instanceof CommitRefused && error.refusal.kind === 'version')) throw error;
    throw new Error('the person was changed meanwhile', { cause: error });
  }
};
