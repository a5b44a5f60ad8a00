import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

export type ServiceFunctionProps = {
  readonly deployment: Deployment;
  /** Name of the bundle, e.g. `people`. */
  readonly name: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Size of /tmp; 512 MB unless said otherwise. */
  readonly tmpMb?: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Encrypts the environment; for functions that are given secrets. */
  readonly environmentKey?: IKey;
  readonly reservedConcurrency?: number | null;
};

/** `assign-lead` → `AssignLead`. */
export const pascalCase = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, _hyphen, letter: string) => letter.toUpperCase());

/** One of our functions: its own role, which may write its own log and nothing else until it is granted more. */
export const serviceFunction = (scope: Construct, props: ServiceFunctionProps): LambdaFunction => {
  const { deployment, name } = props;
  const parent = new Construct(scope, pascalCase(name));
  const logGroup = new LogGroup(parent, 'Log', {
    retention: deployment.settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(parent, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `Of the function ${name}`,
  });
  logGroup.grantWrite(role);
  const handler = new LambdaFunction(parent, 'Function', {
    description: props.description,
    code: Code.fromAsset(deployment.bundles.functionDir(name)),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
    memorySize: props.memoryMb,
    timeout: Duration.seconds(props.timeoutSeconds),
    ...(props.tmpMb && { ephemeralStorageSize: Size.mebibytes(props.tmpMb) }),
    ...(props.environmentKey && { environmentEncryption: props.environmentKey }),
    ...(props.reservedConcurrency && { reservedConcurrentExecutions: props.reservedConcurrency }),
    environment: { CRM_STAGE: deployment.stage, ...props.environment },
  });
  deployment.watched.push({
    id: `${pascalCase(name)}Errors`,
    description: `The function ${name} failed`,
    metric: handler.metricErrors({ period: Duration.minutes(5) }),
    threshold: 1,
  });
  if (props.reservedConcurrency)
    deployment.watched.push({
      id: `${pascalCase(name)}Throttles`,
      description: `More requests than ${name} may take at once were turned away`,
      metric: handler.metricThrottles({ period: Duration.minutes(5) }),
      threshold: 1,
    });
  return handler;
};
