import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../protocol/aws-error.ts';
import { documents, inTransaction } from '../store.ts';
import type { PasswordHash } from './password.ts';
import type { Pool } from './pool.ts';

/** A user of a pool; times in ms. */
export type User = {
  readonly poolId: string;
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly isEnabled: boolean;
  readonly status: 'FORCE_CHANGE_PASSWORD' | 'CONFIRMED' | 'RESET_REQUIRED';
  readonly password?: PasswordHash;
  /** Older passwords, newest first, for a pool that forbids them. */
  readonly olderPasswords: readonly PasswordHash[];
  readonly temporaryUntil?: number;
  readonly groups: readonly string[];
  readonly createdAt: number;
  readonly changedAt: number;
};

export type Group = {
  readonly poolId: string;
  readonly name: string;
  readonly description?: string;
  readonly precedence?: number;
  readonly createdAt: number;
};

/** The users and groups of all pools. E-mail addresses are one user's, in any case of letters. */
export type Directory = {
  create(pool: Pool, username: string, attributes: Readonly<Record<string, string>>, now: number): User;
  /** By user name (the sub), or by e-mail address where the pool takes it. */
  find(pool: Pool, name: string): User | undefined;
  /** Keeps a changed user. An address that another one has is an `AliasExistsException`. */
  save(user: User): void;
  remove(user: User): void;
  /** All of a pool, by user name. */
  all(pool: Pool): User[];
  putGroup(group: Group): void;
  findGroup(pool: Pool, name: string): Group | undefined;
  groups(pool: Pool): Group[];
};

export function createDirectory(database: DatabaseSync): Directory {
  const users = documents<User>(database, 'user');
  const aliases = documents<string>(database, 'alias');
  const groups = documents<Group>(database, 'user_group');

  const save: Directory['save'] = (user) => {
    inTransaction(database, () => {
      const before = users.get(keyOf(user));
      const owned = aliasOf(user);
      const owner = owned === undefined ? undefined : aliases.get(owned);
      if (owner !== undefined && owner !== user.username)
        throw new AwsError('AliasExistsException', 'An account with the given email already exists.');
      const formerly = before === undefined ? undefined : aliasOf(before);
      if (formerly !== undefined && formerly !== owned) aliases.remove(formerly);
      if (owned !== undefined) aliases.put(owned, user.username);
      users.put(keyOf(user), user);
    });
  };

  const find: Directory['find'] = (pool, name) => {
    const byName = users.get(`${pool.id}/${name}`);
    if (byName !== undefined || !takesEmail(pool)) return byName;
    const username = aliases.get(`${pool.id}/${name.toLowerCase()}`);
    return username === undefined ? undefined : users.get(`${pool.id}/${username}`);
  };

  return {
    create(pool, name, given, now) {
      if (find(pool, name) !== undefined) throw new AwsError('UsernameExistsException', 'User account already exists');
      const sub = randomUUID();
      const isByEmail = pool.UsernameAttributes.includes('email');
      const attributes = { sub, ...(isByEmail ? { email: name } : {}), ...given };
      const username = isByEmail ? sub : name;
      if (attributes.email !== undefined && takesEmail(pool) && find(pool, attributes.email) !== undefined)
        throw new AwsError('UsernameExistsException', 'An account with the given email already exists.');
      const user: User = {
        poolId: pool.id,
        username,
        attributes,
        isEnabled: true,
        status: 'FORCE_CHANGE_PASSWORD',
        olderPasswords: [],
        groups: [],
        createdAt: now,
        changedAt: now,
      };
      save(user);
      return user;
    },
    find,
    save,
    remove(user) {
      inTransaction(database, () => {
        const alias = aliasOf(user);
        if (alias !== undefined) aliases.remove(alias);
        users.remove(keyOf(user));
      });
    },
    all: (pool) => users.all().filter((user) => user.poolId === pool.id),
    putGroup: (group) => groups.put(`${group.poolId}/${group.name}`, group),
    findGroup: (pool, name) => groups.get(`${pool.id}/${name}`),
    groups: (pool) => groups.all().filter((group) => group.poolId === pool.id),
  };
}

function keyOf(user: User): string {
  return `${user.poolId}/${user.username}`;
}

function aliasOf(user: User): string | undefined {
  const { email } = user.attributes;
  return email === undefined ? undefined : `${user.poolId}/${email.toLowerCase()}`;
}

function takesEmail(pool: Pool): boolean {
  return pool.UsernameAttributes.includes('email') || pool.AliasAttributes.includes('email');
}
