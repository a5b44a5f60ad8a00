import * as z from 'zod';

const text = z.string().min(1);

const schema = z.object({
  CRM_STAGE: text.default('production'),
  CRM_TABLE: text,
  CRM_BUS: text.optional(),
  CRM_FILES_BUCKET: text.optional(),
  CRM_SNAPSHOTS_BUCKET: text.optional(),
  CRM_ANCHORS_BUCKET: text.optional(),
  CRM_USER_POOL: text.optional(),
  CRM_CLIENT_IDS: text.optional(),
  CRM_ISSUER: text.optional(),
  /** Origin of the managed login pages. */
  CRM_LOGIN_URL: text.optional(),
  /** Where nudges are published, and where browsers connect to hear of them. */
  CRM_LIVE_URL: text.optional(),
  CRM_LIVE_SOCKET: text.optional(),
  CRM_SIGNING_SECRET: text.optional(),
  /** What CloudFront adds as `x-origin-verify`; without it any caller is let in, which only tests do. */
  CRM_ORIGIN_SECRET: text.optional(),
  AWS_REGION: text.default('us-east-1'),
  AWS_ENDPOINT_URL: text.optional(),
});
export type Environment = z.infer<typeof schema>;

/** What a function was configured with; a missing value is named and stops the start. */
export const readEnvironment = (variables: Readonly<Record<string, string | undefined>>): Environment => {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '')));
  if (!parsed.success)
    throw new Error(`Environment: ${parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join(', ')}`);
  return parsed.data;
};

/** A setting that this function cannot do without. */
export const required = (environment: Environment, name: keyof Environment): string => {
  const value = environment[name];
  if (!value) throw new Error(`Environment: ${name} is not set`);
  return value;
};
