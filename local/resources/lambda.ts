import * as z from 'zod';
import type { EventSources } from '../event-source/event-sources.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { arnOf, type Resource, type ResourceTable } from '../resource.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const code = z.object({ S3Key: z.string().optional(), ZipFile: z.string().optional() });
const lambdaFunction = z.object({
  Code: code,
  Handler: z.string().default('index.handler'),
  Runtime: z.string().default('nodejs24.x'),
  Environment: z.object({ Variables: z.record(z.string(), scalar).default({}) }).optional(),
  MemorySize: z.coerce.number().default(128),
  Timeout: z.coerce.number().default(3),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
});
const destination = z.object({ Destination: z.string() }).optional();
const invokeConfig = z.object({
  FunctionName: z.string(),
  MaximumEventAgeInSeconds: z.coerce.number().optional(),
  MaximumRetryAttempts: z.coerce.number().optional(),
  DestinationConfig: z.object({ OnFailure: destination, OnSuccess: destination }).optional(),
});
const mapping = z.object({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.coerce.number().optional(),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).default('LATEST'),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.coerce.number().default(-1),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  FunctionResponseTypes: z.array(z.string()).default([]),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
  DestinationConfig: z.object({ OnFailure: destination }).optional(),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number() }).optional(),
});

/**
 * What one function of the template gets at most at once, whatever more the template allows: on one machine further sandboxes
 * only take turns, and each that starts while others are busy makes all of them slower.
 */
const maxSandboxes = 2;

type Needs = {
  readonly lambda: Lambda;
  readonly eventSources: EventSources;
  readonly assetPath: (objectKey: string) => string | undefined;
};

/** Functions of the template and what feeds them. */
export const lambdaResources: ResourceTable<Needs> = {
  'AWS::Lambda::Function': {
    properties: [
      ...Object.keys(lambdaFunction.shape),
      'Architectures',
      'Description',
      'EphemeralStorage',
      'FunctionName',
      'KmsKeyArn',
      'Layers',
      'LoggingConfig',
      'PackageType',
      'RecursiveLoop',
      'Role',
      'RuntimeManagementConfig',
      'SnapStart',
      'Tags',
      'TracingConfig',
    ],
    physicalId: (r) =>
      typeof r.properties.FunctionName === 'string' ? r.properties.FunctionName : `${r.stack}-${r.logicalId}`,
    attributes: { Arn: functionArn },
    create(r, { lambda, assetPath }) {
      const properties = lambdaFunction.parse(r.properties);
      const codeDir = assetPath(properties.Code.S3Key ?? '');
      // CDK's own inline functions serve custom resources, which the runtime provides itself.
      if (properties.Code.ZipFile !== undefined) return;
      if (codeDir === undefined) throw new Error(`The assembly does not hold the code of ${r.logicalId}.`);
      lambda.create({
        name: r.physicalId,
        arn: functionArn(r),
        codeDir,
        handler: properties.Handler,
        runtime: properties.Runtime,
        environment: properties.Environment?.Variables ?? {},
        memoryMb: properties.MemorySize,
        timeoutMs: properties.Timeout * 1000,
        maxSandboxes: Math.min(Math.max(1, properties.ReservedConcurrentExecutions ?? maxSandboxes), maxSandboxes),
        ...(properties.DeadLetterConfig === undefined ? {} : { deadLetterArn: properties.DeadLetterConfig.TargetArn }),
      });
    },
  },
  'AWS::Lambda::Version': {
    properties: [
      'CodeSha256',
      'Description',
      'FunctionName',
      'FunctionScalingConfig',
      'ProvisionedConcurrencyConfig',
      'RuntimePolicy',
    ],
    ref: (r) => `${arnOfFunction(r)}:1`,
    attributes: { FunctionArn: (r) => `${arnOfFunction(r)}:1`, Version: () => '1' },
  },
  'AWS::Lambda::Alias': {
    properties: [
      'Description',
      'FunctionName',
      'FunctionVersion',
      'Name',
      'ProvisionedConcurrencyConfig',
      'RoutingConfig',
    ],
    ref: (r) => `${arnOfFunction(r)}:${r.properties.Name}`,
    attributes: { AliasArn: (r) => `${arnOfFunction(r)}:${r.properties.Name}` },
  },
  'AWS::Lambda::EventInvokeConfig': {
    properties: [...Object.keys(invokeConfig.shape), 'Qualifier'],
    create(r, { lambda }) {
      const properties = invokeConfig.parse(r.properties);
      const { OnFailure: onFailure, OnSuccess: onSuccess } = properties.DestinationConfig ?? {};
      lambda.configureAsync(properties.FunctionName, {
        ...(properties.MaximumRetryAttempts === undefined ? {} : { maxRetries: properties.MaximumRetryAttempts }),
        ...(properties.MaximumEventAgeInSeconds === undefined
          ? {}
          : { maxAgeMs: properties.MaximumEventAgeInSeconds * 1000 }),
        ...(onFailure === undefined ? {} : { onFailureArn: onFailure.Destination }),
        ...(onSuccess === undefined ? {} : { onSuccessArn: onSuccess.Destination }),
      });
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    properties: [
      ...Object.keys(mapping.shape),
      'KmsKeyArn',
      'LoggingConfig',
      'MetricsConfig',
      'ParallelizationFactor',
      'Tags',
    ],
    attributes: { Id: (r) => r.physicalId },
    create(r, { eventSources }) {
      const properties = mapping.parse(r.properties);
      if (!properties.Enabled) return;
      const onFailure = properties.DestinationConfig?.OnFailure?.Destination;
      eventSources.create({
        id: `${r.stack}/${r.logicalId}`,
        functionArn: properties.FunctionName.startsWith('arn:')
          ? properties.FunctionName
          : arnOf(r, 'lambda', `function:${properties.FunctionName}`),
        sourceArn: properties.EventSourceArn,
        windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
        startingPosition: properties.StartingPosition,
        bisects: properties.BisectBatchOnFunctionError,
        maxRetries: properties.MaximumRetryAttempts,
        maxAgeSeconds: properties.MaximumRecordAgeInSeconds,
        reportsFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        patterns: (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => Pattern),
        ...(properties.BatchSize === undefined ? {} : { batchSize: properties.BatchSize }),
        ...(properties.ScalingConfig === undefined
          ? {}
          : { maxConcurrency: properties.ScalingConfig.MaximumConcurrency }),
        ...(onFailure === undefined ? {} : { onFailureArn: onFailure }),
      });
    },
  },
};

function functionArn(r: Resource): string {
  return arnOf(r, 'lambda', `function:${r.physicalId}`);
}

function arnOfFunction(r: Resource): string {
  const name = String(r.properties.FunctionName);
  return name.startsWith('arn:') ? name : arnOf(r, 'lambda', `function:${name}`);
}
