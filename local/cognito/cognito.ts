import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../protocol/aws-error.ts';
import { answerJson } from '../protocol/json-protocol.ts';
import type { Context, Service } from '../service.ts';
import { openDatabase } from '../store.ts';
import { adminOperations } from './admin-operations.ts';
import { createDirectory, type Directory } from './directory.ts';
import { groupOperations } from './group-operations.ts';
import type { Client, Pool } from './pool.ts';
import { createSignIn, type SendMail, type SignIn } from './sign-in.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { userOperations } from './user-operations.ts';

/** Cognito user pools: the pools and clients of the template, users, groups, tokens. */
export type Cognito = Service & {
  /** Starts a pool of the template; its users, groups and key are those of earlier starts. */
  putPool(pool: Pool): Promise<void>;
  putClient(client: Client): void;
  putGroup(poolId: string, name: string, description?: string, precedence?: number): void;
  /** Throws a `ResourceNotFoundException` where there is none. */
  pool(id: string): Pool;
  client(id: string): Client;
  readonly database: DatabaseSync;
  readonly directory: Directory;
  readonly tokens: Tokens;
  readonly signIn: SignIn;
  stop(): void;
};

/** What the operations of the API work with. */
export type CognitoParts = Omit<Cognito, 'name' | 'handle' | 'stop'> & {
  readonly context: Context;
  readonly sendMail: SendMail;
};

export function createCognito(context: Context, sendMail: SendMail): Cognito {
  const database = openDatabase(join(context.dir, 'cognito.sqlite'));
  const pools = new Map<string, Pool>();
  const clients = new Map<string, Client>();
  const directory = createDirectory(database);
  const parts: CognitoParts = {
    context,
    database,
    directory,
    sendMail,
    tokens: createTokens(database, context.clock, context.endpoint),
    signIn: createSignIn(database, context.clock, directory, sendMail),
    async putPool(pool) {
      pools.set(pool.id, pool);
      await parts.tokens.prepare(pool);
    },
    putClient: (client) => void clients.set(client.id, client),
    putGroup(poolId, name, description, precedence) {
      const createdAt = directory.findGroup(parts.pool(poolId), name)?.createdAt ?? context.clock.now();
      directory.putGroup({
        poolId,
        name,
        createdAt,
        ...(description === undefined ? {} : { description }),
        ...(precedence === undefined ? {} : { precedence }),
      });
    },
    pool(id) {
      const pool = pools.get(id);
      if (pool === undefined) throw new AwsError('ResourceNotFoundException', `User pool ${id} does not exist.`);
      return pool;
    },
    client(id) {
      const client = clients.get(id);
      if (client === undefined)
        throw new AwsError('ResourceNotFoundException', `User pool client ${id} does not exist.`);
      return client;
    },
  };
  const operations = { ...adminOperations(parts), ...groupOperations(parts), ...userOperations(parts) };
  return {
    ...parts,
    name: 'cognito-idp',
    handle: (request) => answerJson(request, operations, context.log),
    stop: () => database.close(),
  };
}
