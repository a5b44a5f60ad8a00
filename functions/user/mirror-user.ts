import { type CommitPorts, CommitRefused, commit } from '#functions/platform/commit.ts';
import { recordKey, type StoredRecord } from '#functions/platform/stored.ts';
import { recordOfItem, recordsOfItems } from '#functions/platform/upcast.ts';
import type { ActorRef, AnyRecord } from '#shared/contract/entity.ts';
import type { Cause } from '#shared/contract/event.ts';
import { maySignIn, user } from '#shared/user/user.ts';
import type { Identity } from './identity.ts';

const machine: ActorRef = { kind: 'system', id: 'identity', name: 'Identity' };
const maxRounds = 8;
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []);

const groupsOf = async (roleIds: readonly string[], { table }: CommitPorts): Promise<string[]> => {
  const roles = recordsOfItems(await table.batchGet(roleIds.map((id) => recordKey('role', id))));
  return [...new Set(roles.map((r) => r.record.group).filter((g) => typeof g === 'string'))];
};

/** Brings the account in step with one state of the person's record; answers its sub, where there is an account. */
const mirrorState = async (record: AnyRecord, identity: Identity, ports: CommitPorts): Promise<string | undefined> => {
  const email = String(record.email);
  const isIn = maySignIn(record);
  const known = typeof record.cognitoSub === 'string' ? await identity.find(record.cognitoSub) : undefined;
  if (!known && !isIn) return undefined;
  const account = known ?? (await identity.invite(email, String(record.name)));
  if (account.email !== email) await identity.setEmail(account.sub, email);
  if (account.isEnabled !== isIn) await identity.setEnabled(account.sub, isIn);
  await identity.setGroups(account.sub, isIn ? await groupsOf(strings(record.roleIds), ports) : []);
  return account.sub;
};

const rememberSub = async (before: StoredRecord, sub: string, cause: Cause, ports: CommitPorts): Promise<void> => {
  const { record } = before;
  try {
    await commit(ports, {
      actor: machine,
      cause,
      changes: [{ entity: user, id: record.id, before, after: { ...record, cognitoSub: sub }, verb: 'updated' }],
    });
  } catch (error) {
    // changed meanwhile: the next round sees it
    if (!(error instanceof CommitRefused && error.refusal.kind === 'version')) throw error;
  }
};

/**
 * Brings a person's account into step with their record as it is now: invited, enabled or disabled, e-mail, groups. May run any number of
 * times, in any order and several at once: whoever is the last to write an account looks at the record once more.
 */
export const mirrorUser = async (
  userId: string,
  cause: Cause,
  identity: Identity,
  ports: CommitPorts,
): Promise<void> => {
  let mirrored: number | undefined;
  for (let round = 0; round < maxRounds; round++) {
    const stored = recordOfItem(await ports.table.get(recordKey('user', userId)));
    if (!stored || stored.version === mirrored) return;
    const sub = await mirrorState(stored.record, identity, ports);
    mirrored = stored.version;
    if (sub !== undefined && stored.record.cognitoSub !== sub) await rememberSub(stored, sub, cause, ports);
  }
  throw new Error('the person was changed again and again');
};
