import type { ActorRef, AnyRecord } from '#shared/contract/entity.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import type { FieldAccess, Grant } from '#shared/policy/grant.ts';
import { maySignIn } from '#shared/user/user.ts';
import { canonicalValue } from './claims.ts';
import type { Actor, Ports } from './context.ts';
import type { RecordRef } from './rules.ts';
import { claimKey, recordKey, type StoredRecord } from './stored.ts';
import type { Item, Key } from './table.ts';
import { recordsOfItems } from './upcast.ts';

/** Claims of an access token, as the authorizer passes them on. */
export type TokenClaims = Readonly<Record<string, unknown>>;

const unauthenticated = (): ProblemError => new ProblemError('unauthenticated', 'Sign in to go on.');

// both only spare a read: what they say is checked against the records that are read
const userIdOfSub = new Map<string, string>();
const rolesGuess = new Map<string, readonly string[]>();
const maxRemembered = 10_000;

const remember = <V>(map: Map<string, V>, key: string, value: V): void => {
  if (map.size >= maxRemembered) map.clear();
  map.set(key, value);
};

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []);

/** Groups as the HTTP API hands them on: the claim's array flattened to `[a b]`, which is a string and is parsed exactly. */
export const parseGroups = (claim: unknown): string[] => {
  if (Array.isArray(claim)) return strings(claim);
  if (typeof claim !== 'string') return [];
  const inner = /^\[(.*)\]$/.exec(claim)?.[1];
  return inner === undefined ? [] : inner.split(' ').filter(Boolean);
};

/** The subject of an access token of one of our clients; throws `unauthenticated` for any other token. */
export const subjectOf = (claims: TokenClaims, { environment }: Pick<Ports, 'environment'>): string => {
  const { sub, token_use: use, client_id: client, iss } = claims;
  const clients = environment.CRM_CLIENT_IDS?.split(',');
  const isOurs =
    use === 'access' &&
    (!clients || clients.includes(String(client))) &&
    (!environment.CRM_ISSUER || iss === environment.CRM_ISSUER);
  if (typeof sub !== 'string' || sub === '' || !isOurs) throw unauthenticated();
  return sub;
};

const userIdFor = async (sub: string, { table }: Ports): Promise<string> => {
  const known = userIdOfSub.get(sub);
  if (known) return known;
  const claim = await table.get(claimKey('user', 'cognitoSub', canonicalValue(sub)));
  if (typeof claim?.id !== 'string') throw unauthenticated();
  remember(userIdOfSub, sub, claim.id);
  return claim.id;
};

/** The actor that a person's record and their roles make. */
export const actorOf = (person: AnyRecord, roles: readonly AnyRecord[]): Actor => {
  const ref: ActorRef = {
    kind: 'user',
    id: person.id,
    ...(typeof person.name === 'string' && { name: person.name }),
  };
  return {
    id: person.id,
    ref,
    teamIds: strings(person.memberOf),
    // the schema of role keeps these shapes
    roles: roles.map((r) => ({
      grants: (r.grants ?? []) as Grant[],
      fieldAccess: (r.fieldAccess ?? []) as FieldAccess[],
    })),
    timeZone: typeof person.timeZone === 'string' ? person.timeZone : 'UTC',
  };
};

export type Authenticated = {
  readonly actor: Actor;
  readonly person: AnyRecord;
  readonly loaded: ReadonlyMap<string, StoredRecord>;
  /** Items of `alsoKeys` that exist. */
  readonly also: readonly Item[];
};

const loadedKey = (pk: string): string => pk.replace('#', '/');

/**
 * Who is calling, as their record says now: somebody suspended is out with the next request. Reads the person, their roles and what the
 * route will need in one strongly consistent call. Throws `unauthenticated`.
 */
export const authenticate = async (
  claims: TokenClaims,
  ports: Ports,
  prefetch: readonly RecordRef[],
  alsoKeys: (actorId: string) => readonly Key[],
): Promise<Authenticated> => {
  const sub = subjectOf(claims, ports);
  const userId = await userIdFor(sub, ports);
  const guess = rolesGuess.get(userId) ?? [];
  const extra = alsoKeys(userId);
  const wanted = [{ noun: 'user', id: userId }, ...guess.map((id) => ({ noun: 'role', id })), ...prefetch];
  const items = await ports.table.batchGet([...wanted.map((r) => recordKey(r.noun, r.id)), ...extra]);
  const loaded = new Map(recordsOfItems(items).map((stored) => [loadedKey(stored.pk), stored]));

  const person = loaded.get(`user/${userId}`)?.record;
  if (!person || !maySignIn(person) || person.cognitoSub !== sub) {
    // should somebody else have this sign-in now, the next request finds them
    userIdOfSub.delete(sub);
    throw unauthenticated();
  }
  const validAfter = person.tokensValidAfter;
  // also refuses what is no number
  if (typeof validAfter === 'string' && !(Number(claims.iat) * 1000 >= Date.parse(validAfter))) throw unauthenticated();

  const roleIds = strings(person.roleIds);
  const missing = roleIds.filter((id) => !loaded.has(`role/${id}`) && !guess.includes(id));
  if (missing.length > 0)
    for (const stored of recordsOfItems(await ports.table.batchGet(missing.map((id) => recordKey('role', id)))))
      loaded.set(loadedKey(stored.pk), stored);
  remember(rolesGuess, userId, roleIds);
  const roles = roleIds.flatMap((id) => {
    const role = loaded.get(`role/${id}`)?.record;
    return role && role.deletedAt === undefined ? [role] : [];
  });
  return {
    actor: actorOf(person, roles),
    person,
    loaded,
    also: items.filter((item) => extra.some((k) => k.pk === item.pk && k.sk === item.sk)),
  };
};
