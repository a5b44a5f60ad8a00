import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const hostName = z
  .string()
  .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'must be a host name in lower case');
const arnOf = (service: string) => z.string().regex(new RegExp(`^arn:aws:${service}:`), `must be an ARN of ${service}`);

/** Own host names instead of those that CloudFront gives. The zone must be in Route 53. */
const domainSchema = z.strictObject({
  /** Where the staff app is reached, e.g. `crm.example.com`. */
  name: hostName,
  /** Where content that others wrote is shown; `content.<name>` unless said otherwise. */
  contentName: hostName.optional(),
  hostedZoneId: z.string().min(1),
  hostedZoneName: hostName,
  /** ACM certificate in us-east-1 for both names: CloudFront takes none from elsewhere. */
  certificateArn: arnOf('acm:us-east-1'),
});

const mailSchema = z.strictObject({
  /** Domain that mail is sent from; its DKIM records are outputs of the mail stack. */
  domain: hostName,
  /** Domain or address that receives mail; its MX record must name SES. Absent: no mail in. */
  inbound: z.string().min(3).optional(),
  /** An SES receipt rule set that is active already: Rapport adds its rule to it rather than replacing it. */
  receiptRuleSet: z.string().min(1).optional(),
});

const settingsSchema = z.strictObject({
  /** The first administrator, and where alarms and the budget report to. Needed to deploy. */
  adminEmail: z.email().optional(),
  /** What the first start writes into the settings record; afterwards they are changed in the app. */
  organisation: z
    .strictObject({
      name: z.string().min(1).max(120).optional(),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
        .optional(),
      timeZone: z.string().min(1).optional(),
      locale: z.string().min(2).optional(),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code')
        .optional(),
    })
    .default({}),
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
    .optional(),
  domain: domainSchema.optional(),
  mail: mailSchema.optional(),
  /** A web application firewall in front of CloudFront, about ten dollars a month. */
  waf: z.boolean().default(false),
  mfa: z.enum(['required', 'optional']).default('required'),
  /** Lets scripts sign in with name and password alone. */
  passwordSignIn: z.boolean().default(false),
  /** Keeps table, buckets, key and user pool when the stacks are deleted, and refuses to delete the table. */
  keepData: z.boolean().default(true),
  /** A table that was restored from a backup and takes the place of the stack's own; docs/deploy.md says how. */
  restoredTable: z.strictObject({ name: z.string().regex(/^[\w.-]{3,255}$/), streamArn: arnOf('dynamodb') }).optional(),
  /** Cognito's threat protection, which the Plus plan charges per person. */
  threatProtection: z.boolean().default(false),
  /** Raised after a secret was replaced: CloudFormation reads one again only for what changes otherwise, too. */
  secretsGeneration: z.int().positive().default(1),
  budgetUsd: z.number().positive().default(50),
  logRetentionDays: z.union([z.literal(7), z.literal(30), z.literal(90), z.literal(365)]).default(30),
  /** Of the whole API, in requests a second. */
  throttle: z.strictObject({ rate: z.int().positive(), burst: z.int().positive() }).default({ rate: 200, burst: 400 }),
  /** How many at once; null leaves it to the account, which new accounts with a quota of ten must do. */
  concurrency: z
    .strictObject({ public: z.int().positive().nullable(), query: z.int().positive().nullable() })
    .default({ public: 10, query: 40 }),
});

/** What a stage can be told apart by. Everything has a default but the administrator's address, which only a deployment needs. */
export type Settings = z.infer<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;

/** Fills in the defaults; throws one error that names every wrong setting. */
export const parseSettings = (input: unknown, from = 'settings'): Settings => {
  const parsed = settingsSchema.safeParse(input);
  if (!parsed.success)
    throw new Error(
      `${from}: ${parsed.error.issues.map((i) => `${i.path.join('.') || 'file'} ${i.message}`).join('; ')}`,
    );
  return parsed.data;
};

export const settingsFile = (stage: string): string => join(import.meta.dirname, 'stages', `${stage}.json`);

/** Puts a setting into `infra/stages/<stage>.json`. */
export const writeSetting = (stage: string, name: keyof SettingsInput, value: unknown): void => {
  const file = settingsFile(stage);
  const all: unknown = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ ...(typeof all === 'object' && all), [name]: value }, null, 2)}\n`);
};

/** Reads `infra/stages/<stage>.json`. */
export const readSettings = (stage: string): Settings => {
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage))
    throw new Error(`A stage's name is at most 20 lower-case letters, digits and hyphens, unlike "${stage}".`);
  const file = settingsFile(stage);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`There is no stage "${stage}": ${file} is missing.`, { cause: error });
  }
  return parseSettings(JSON.parse(text), file);
};

/** Name of the stacks before their part: `Rapport` in production, `Rapport-<stage>` elsewhere. */
export const stackPrefix = (stage: string): string => (stage === 'production' ? 'Rapport' : `Rapport-${stage}`);

/** Prefix of the managed login's host name: one in a region worldwide, and the same at every deployment. */
export const loginPrefix = (stage: string, account: string, region: string): string =>
  `rapport-${createHash('sha256').update(`${account}/${region}/${stage}`).digest('hex').slice(0, 12)}`;
