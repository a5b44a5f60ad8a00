import * as z from 'zod';

const authModes = z.array(z.object({ AuthType: z.string() }));
const provider = z.strictObject({
  AuthType: z.enum(['AWS_IAM', 'AMAZON_COGNITO_USER_POOLS']),
  CognitoConfig: z
    .strictObject({ AwsRegion: z.string(), UserPoolId: z.string(), AppIdClientRegex: z.string().optional() })
    .optional(),
});

/** What of an `AWS::AppSync::Api` decides how it behaves. */
export const apiSchema = z.object({
  EventConfig: z.strictObject({
    AuthProviders: z.array(provider),
    ConnectionAuthModes: authModes,
    DefaultPublishAuthModes: authModes,
    DefaultSubscribeAuthModes: authModes,
    LogConfig: z.unknown().optional(),
  }),
});

const handler = z.strictObject({
  Behavior: z.literal('DIRECT'),
  Integration: z.strictObject({
    DataSourceName: z.string(),
    LambdaConfig: z.strictObject({ InvokeType: z.literal('REQUEST_RESPONSE') }),
  }),
});

/** What of a channel namespace decides how it behaves. Handlers of code in AppSync's own language are not known here. */
export const namespaceSchema = z.object({
  ApiId: z.string(),
  Name: z.string(),
  HandlerConfigs: z.strictObject({ OnSubscribe: handler.optional() }).default({}),
  PublishAuthModes: authModes.optional(),
  SubscribeAuthModes: authModes.optional(),
});

export const dataSourceSchema = z.object({
  ApiId: z.string(),
  Name: z.string(),
  Type: z.literal('AWS_LAMBDA'),
  LambdaConfig: z.strictObject({ LambdaFunctionArn: z.string() }),
});

export type Namespace = z.output<typeof namespaceSchema>;

/** An Event API as it runs. */
export type EventApi = z.output<typeof apiSchema> & {
  readonly id: string;
  readonly namespaces: Map<string, Namespace>;
  /** ARN of the function of each data source. */
  readonly dataSources: Map<string, string>;
};

export type AuthMode = 'AWS_IAM' | 'AMAZON_COGNITO_USER_POOLS';

/** Whether callers of a kind may do something: as the namespace says, or else as the API does. */
export function mayBy(
  mode: AuthMode,
  action: 'publish' | 'subscribe' | 'connect',
  api: EventApi,
  namespace?: Namespace,
): boolean {
  const { EventConfig: config } = api;
  const modes = {
    connect: config.ConnectionAuthModes,
    publish: namespace?.PublishAuthModes ?? config.DefaultPublishAuthModes,
    subscribe: namespace?.SubscribeAuthModes ?? config.DefaultSubscribeAuthModes,
  }[action];
  return modes.some(({ AuthType }) => AuthType === mode);
}
