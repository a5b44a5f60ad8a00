import * as z from 'zod';

const number = z.coerce.number();
const flag = z.union([z.boolean(), z.stringbool()]);
const texts = z.array(z.string()).default([]);

/** What of a user pool's template decides how it behaves. */
export const poolSchema = z.object({
  UsernameAttributes: texts,
  AliasAttributes: texts,
  Policies: z
    .object({
      PasswordPolicy: z
        .object({
          MinimumLength: number.default(8),
          RequireLowercase: flag.default(false),
          RequireUppercase: flag.default(false),
          RequireNumbers: flag.default(false),
          RequireSymbols: flag.default(false),
          PasswordHistorySize: number.default(0),
          TemporaryPasswordValidityDays: number.default(7),
        })
        .prefault({}),
    })
    .prefault({}),
  AdminCreateUserConfig: z
    .object({
      AllowAdminCreateUserOnly: flag.optional(),
      InviteMessageTemplate: z
        .object({ EmailMessage: z.string().optional(), EmailSubject: z.string().optional() })
        .prefault({}),
    })
    .prefault({}),
  VerificationMessageTemplate: z
    .object({ EmailMessage: z.string().optional(), EmailSubject: z.string().optional() })
    .prefault({}),
  Schema: z.array(z.object({ Name: z.string() })).default([]),
});

/** A user pool as it runs. */
export type Pool = z.output<typeof poolSchema> & { readonly id: string; readonly arn: string };

const unit = z.enum(['seconds', 'minutes', 'hours', 'days']);

export const clientSchema = z.object({
  ClientName: z.string().optional(),
  UserPoolId: z.string(),
  GenerateSecret: flag.default(false),
  AllowedOAuthFlows: texts,
  AllowedOAuthFlowsUserPoolClient: flag.default(false),
  AllowedOAuthScopes: texts,
  CallbackURLs: texts,
  LogoutURLs: texts,
  ExplicitAuthFlows: z.array(z.string()).optional(),
  PreventUserExistenceErrors: z.enum(['ENABLED', 'LEGACY']).default('ENABLED'),
  EnableTokenRevocation: flag.default(true),
  AccessTokenValidity: number.default(1),
  IdTokenValidity: number.default(1),
  RefreshTokenValidity: number.default(30),
  TokenValidityUnits: z
    .object({ AccessToken: unit.optional(), IdToken: unit.optional(), RefreshToken: unit.optional() })
    .optional(),
  RefreshTokenRotation: z
    .object({ Feature: z.enum(['ENABLED', 'DISABLED']), RetryGracePeriodSeconds: number.default(0) })
    .optional(),
});

/** An app client of a pool. */
export type Client = z.output<typeof clientSchema> & { readonly id: string };

const unitSeconds = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

/** How long a client's tokens are valid, in seconds. A validity without a unit is hours, or days for refresh tokens. */
export function validitySeconds(client: Client): {
  readonly access: number;
  readonly id: number;
  readonly refresh: number;
} {
  const units = client.TokenValidityUnits;
  return {
    access: seconds(client.AccessTokenValidity, units?.AccessToken, 'hours'),
    id: seconds(client.IdTokenValidity, units?.IdToken, 'hours'),
    refresh: seconds(client.RefreshTokenValidity, units?.RefreshToken, 'days'),
  };
}

function seconds(
  value: number,
  given: keyof typeof unitSeconds | undefined,
  otherwise: keyof typeof unitSeconds,
): number {
  return value * unitSeconds[given ?? otherwise];
}

/** Whether a client may sign in by a flow such as `USER_PASSWORD_AUTH`. */
export function allowsFlow(client: Client, flow: string): boolean {
  // Where none is named, AWS allows these three.
  const flows = client.ExplicitAuthFlows ?? ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'];
  return flows.includes(`ALLOW_${flow}`) || flows.includes(flow);
}

export function rotatesRefreshTokens(client: Client): boolean {
  return client.RefreshTokenRotation?.Feature === 'ENABLED';
}
