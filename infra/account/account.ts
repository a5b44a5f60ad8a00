import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { type Signable, signRequest } from './sign-request.ts';

/** What a deployment asks the account that it goes to. */
export type Account = {
  /** Twelve digits; throws where nobody is signed in. */
  id(): Promise<string>;
  region(): Promise<string>;
  /** Version of what `cdk bootstrap` made in a region; undefined where it never ran. */
  bootstrapVersion(region: string): Promise<number | undefined>;
  /** Outputs of a stack; undefined where there is none. */
  stackOutputs(stackName: string): Promise<Readonly<Record<string, string>> | undefined>;
  bucketsOf(stackName: string): Promise<readonly { readonly logicalId: string; readonly name: string }[]>;
  /** Whether SES sends to anybody, rather than to verified addresses only. */
  maySendMail(): Promise<boolean>;
  activeReceiptRuleSet(): Promise<string | undefined>;
  activateReceiptRuleSet(name: string): Promise<void>;
  /** Functions that may run at once in the account, and how many of them are reserved for none. */
  concurrency(): Promise<{ readonly limit: number; readonly unreserved: number }>;
};

const isMissing = (error: unknown): boolean => error instanceof Error && /does not exist/.test(error.message);
const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

/** The account of the credentials in the environment, in one region. */
export const createAccount = (wanted: string | undefined): Account => {
  const cloudFormation = new CloudFormationClient({ ...(wanted && { region: wanted }) });
  const region = async (): Promise<string> => {
    try {
      return await cloudFormation.config.region();
    } catch (cause) {
      throw new Error('No region is set: say "region" in the settings of the stage, or set AWS_REGION.', { cause });
    }
  };
  const credentialsOf = async () => {
    try {
      return await cloudFormation.config.credentials();
    } catch (cause) {
      throw new Error('No AWS credentials were found: run "aws configure" or "aws sso login", or set AWS_PROFILE.', {
        cause,
      });
    }
  };

  const call = async (
    service: string,
    request: Omit<Signable, 'url' | 'headers'> & { readonly path: string },
    host = service,
  ): Promise<string> => {
    const url = new URL(`https://${host}.${await region()}.amazonaws.com${request.path}`);
    const headers: Record<string, string> =
      request.method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
    const credentials = await credentialsOf();
    const signed = signRequest(
      { ...request, url, headers },
      { service, region: await region(), now: new Date() },
      credentials,
    );
    const { host: _host, ...sent } = signed;
    const response = await fetch(url, {
      method: request.method,
      headers: sent,
      ...(request.body && { body: request.body }),
    }).catch((cause: unknown) => {
      throw new Error(`${url.host} cannot be reached.`, { cause });
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${service} answered ${response.status}: ${element(text, 'Message') ?? text.slice(0, 300)}`);
    return text;
  };
  const query = (service: string, host: string, parameters: Record<string, string>): Promise<string> =>
    call(service, { method: 'POST', path: '/', body: new URLSearchParams(parameters).toString() }, host);
  const outputsOf = async (
    client: CloudFormationClient,
    stackName: string,
  ): Promise<Readonly<Record<string, string>> | undefined> => {
    try {
      const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
      return Object.fromEntries((stack?.Outputs ?? []).map((o) => [o.OutputKey ?? '', o.OutputValue ?? '']));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };

  return {
    region,
    id: async () => {
      const id = element(await query('sts', 'sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' }), 'Account');
      if (!id) throw new Error('AWS does not say which account this is.');
      return id;
    },
    bootstrapVersion: async (where) => {
      const version = (await outputsOf(new CloudFormationClient({ region: where }), 'CDKToolkit'))?.BootstrapVersion;
      return version === undefined ? undefined : Number(version);
    },
    stackOutputs: (stackName) => outputsOf(cloudFormation, stackName),
    bucketsOf: async (stackName) => {
      try {
        const { StackResources = [] } = await cloudFormation.send(
          new DescribeStackResourcesCommand({ StackName: stackName }),
        );
        return StackResources.flatMap(
          ({ ResourceType, LogicalResourceId = '', PhysicalResourceId: name, ResourceStatus }) =>
            ResourceType === 'AWS::S3::Bucket' && name && ResourceStatus !== 'DELETE_COMPLETE'
              ? [{ logicalId: LogicalResourceId, name }]
              : [],
        );
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
    maySendMail: async () =>
      (await new SESv2Client({ region: await region() }).send(new GetAccountCommand({}))).ProductionAccessEnabled ===
      true,
    activeReceiptRuleSet: async () =>
      element(await query('ses', 'email', { Action: 'DescribeActiveReceiptRuleSet', Version: '2010-12-01' }), 'Name'),
    activateReceiptRuleSet: async (name) => {
      await query('ses', 'email', { Action: 'SetActiveReceiptRuleSet', Version: '2010-12-01', RuleSetName: name });
    },
    concurrency: async () => {
      const settings: unknown = JSON.parse(
        await call('lambda', { method: 'GET', path: '/2016-08-19/account-settings/', body: '' }),
      );
      // the documented shape of GetAccountSettings
      const { AccountLimit: of } = settings as {
        AccountLimit: { ConcurrentExecutions: number; UnreservedConcurrentExecutions: number };
      };
      return { limit: of.ConcurrentExecutions, unreserved: of.UnreservedConcurrentExecutions };
    },
  };
};
