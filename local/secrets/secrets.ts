import { createHash, randomInt } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { AwsError } from '../protocol/aws-error.ts';
import { answerJson } from '../protocol/json-protocol.ts';
import { type Operation, operation } from '../protocol/operations.ts';
import type { Context, Service } from '../service.ts';
import { documents, openDatabase } from '../store.ts';

/** How a secret's value is made: `GenerateSecretString`. */
export const generationSchema = z.object({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: z.coerce.number().default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: z.coerce.boolean().default(false),
  ExcludeUppercase: z.coerce.boolean().default(false),
  ExcludeNumbers: z.coerce.boolean().default(false),
  ExcludePunctuation: z.coerce.boolean().default(false),
  IncludeSpace: z.coerce.boolean().default(false),
  RequireEachIncludedType: z.coerce.boolean().default(true),
});

/** The secrets of the template, and Secrets Manager's GetSecretValue. */
export type Secrets = Service & {
  /** Makes the secret where there is none yet; a value that was generated once stays. */
  create(
    name: string,
    arn: string,
    value: { readonly text: string } | { readonly generate: z.output<typeof generationSchema> },
  ): void;
  /** The secret (by name or ARN), or one key of it where it is JSON. Throws where there is none. */
  value(id: string, key?: string): string;
};

/** Makes the secrets service; values lie in the context's folder, readable by this user only. */
export function createSecrets(context: Pick<Context, 'dir' | 'log'>): Secrets {
  const file = join(context.dir, 'secrets.sqlite');
  const database = openDatabase(file);
  chmodSync(file, 0o600);
  const values = documents<string>(database, 'secret');
  const known = new Map<string, { readonly name: string; readonly arn: string }>();

  const find = (id: string): { readonly name: string; readonly arn: string; readonly text: string } => {
    const secret = known.get(id);
    const text = secret === undefined ? undefined : values.get(secret.name);
    if (secret === undefined || text === undefined)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return { ...secret, text };
  };

  const operations: Record<string, Operation> = {
    GetSecretValue: operation(z.object({ SecretId: z.string() }), ({ SecretId }) => {
      const { name, arn, text } = find(SecretId);
      const VersionId = createHash('sha256').update(text).digest('hex').slice(0, 32);
      return { ARN: arn, Name: name, SecretString: text, VersionId, VersionStages: ['AWSCURRENT'] };
    }),
  };

  return {
    name: 'secretsmanager',
    create(name, arn, value) {
      for (const id of [name, arn, arn.replace(/-[A-Za-z0-9]{6}$/, '')]) known.set(id, { name, arn });
      if ('text' in value) values.put(name, value.text);
      else if (values.get(name) === undefined) values.put(name, generate(value.generate));
    },
    value(id, key = '') {
      const { name, text } = find(id);
      if (key === '') return text;
      const fields = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
      if (fields[key] === undefined) throw new Error(`The secret ${name} has no key ${key}.`);
      return String(fields[key]);
    },
    handle: (request) => answerJson(request, operations, context.log),
    stop: () => database.close(),
  };
}

function generate(settings: z.output<typeof generationSchema>): string {
  const password = generatePassword(settings);
  if (settings.SecretStringTemplate === undefined || settings.GenerateStringKey === undefined) return password;
  const template = z.record(z.string(), z.unknown()).parse(JSON.parse(settings.SecretStringTemplate));
  return JSON.stringify({ ...template, [settings.GenerateStringKey]: password });
}

function generatePassword(settings: z.output<typeof generationSchema>): string {
  const kinds = [
    settings.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    settings.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    settings.ExcludeNumbers ? '' : '0123456789',
    settings.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    settings.IncludeSpace ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !settings.ExcludeCharacters.includes(character)).join(''))
    .filter((kind) => kind !== '');
  const all = kinds.join('');
  for (;;) {
    const password = Array.from({ length: settings.PasswordLength }, () => all[randomInt(all.length)]).join('');
    const hasEach = kinds.every((kind) => [...password].some((character) => kind.includes(character)));
    if (hasEach || !settings.RequireEachIncludedType || settings.PasswordLength < kinds.length) return password;
  }
}
