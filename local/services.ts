import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createEventApis, type EventApis } from './appsync/event-apis.ts';
import { type Cdn, createCdn } from './cdn/cdn.ts';
import type { Forwarding } from './cdn/forwarding.ts';
import type { ResponseHeaders } from './cdn/response-headers.ts';
import type { MovableClock } from './clock.ts';
import { type Cognito, createCognito } from './cognito/cognito.ts';
import { verifierOf } from './cognito/verify-token.ts';
import type { DeployedBucket } from './custom-resource/bucket-deployment.ts';
import { type CustomResources, createCustomResources, type Provided } from './custom-resource/custom-resources.ts';
import type { DataFolder } from './data-folder.ts';
import { createDynamoClient } from './dynamodb/client.ts';
import { createTables, type Tables } from './dynamodb/tables.ts';
import { createEventSources, type EventSources } from './event-source/event-sources.ts';
import { createEvents, type Events } from './events/events.ts';
import { createHttpApis, type HttpApis } from './http-api/http-api.ts';
import type { Destination } from './lambda/async-invocations.ts';
import { createLambda, type Lambda } from './lambda/lambda.ts';
import { createS3, type S3 } from './s3/s3.ts';
import { createScheduler, type Scheduler } from './scheduler/scheduler.ts';
import { createSecrets, type Secrets } from './secrets/secrets.ts';
import type { Context } from './service.ts';
import { createSes, type Ses } from './ses/ses.ts';
import { createSqs, type Sqs } from './sqs/sqs.ts';
import { type Documents, documents, openDatabase } from './store.ts';

/** Every service of the runtime. Resources call them to start what the template declares. */
export type Services = {
  readonly cdn: Cdn;
  readonly cognito: Cognito;
  readonly custom: CustomResources;
  readonly deployedBucket: DeployedBucket;
  readonly deployments: Documents<string>;
  readonly dynamodb: Tables;
  readonly eventApis: EventApis;
  readonly eventSources: EventSources;
  readonly events: Events;
  readonly forwardingPolicies: Map<string, Forwarding>;
  readonly headersPolicies: Map<string, ResponseHeaders>;
  readonly http: HttpApis;
  readonly lambda: Lambda;
  readonly s3: S3;
  readonly scheduler: Scheduler;
  readonly secrets: Secrets;
  readonly ses: Ses;
  readonly sqs: Sqs;
  /** Context of one more service. */
  readonly contextOf: (name: string) => Context;
};

/** Services that start and end together. */
export type RunningServices = Services & {
  start(): Promise<void>;
  /** Begins nothing new, and gives what runs two seconds to end; functions still work. */
  drain(): Promise<void>;
  stop(): Promise<void>;
};

export type ServiceOptions = {
  readonly region: string;
  readonly account: string;
  readonly endpoint: string;
  readonly dynamodbEndpoint: string;
  readonly data: DataFolder;
  readonly clock: MovableClock;
  readonly clockOffsetMs: Float64Array;
  readonly log: (message: string) => void;
};

/** Makes the services; nothing of the template is in them yet. */
export function createServices(options: ServiceOptions): RunningServices {
  const { region, account, endpoint, clock, data, log } = options;
  const base = (name: string) => ({ region, account, endpoint, clock, log, dir: data.folder(name) });
  const sqs = createSqs(base('sqs'));
  const lambda = createLambda(base('lambda'), {
    fixedEnvironment: functionEnvironment(options),
    clockOffsetMs: options.clockOffsetMs,
    logDir: data.folder('logs'),
    destination: (arn, body, attributes) => destination(arn, body, attributes),
  });
  const contextOf = (name: string): Context => ({
    ...base(name),
    invoke: lambda.invoke,
    invokeAsync: lambda.invokeAsync,
  });
  const events = createEvents(contextOf('events'), sqs.send);
  const scheduler = createScheduler(contextOf('scheduler'), { sendMessage: sqs.send, putOnBus: events.putOnBus });
  const s3 = createS3(contextOf('s3'), events.publish);
  const ses = createSes(contextOf('ses'), { publish: events.publish, putObject: s3.put });
  const cognito = createCognito(contextOf('cognito'), ses.deliverSystemMail);
  const eventApis = createEventApis({ endpoint, invoke: lambda.invoke, log }, verifierOf(cognito, clock));
  const secrets = createSecrets(base('secrets'));
  const client = createDynamoClient(options.dynamodbEndpoint, region);
  const database = openDatabase(join(data.folder('runtime'), 'runtime.sqlite'));

  const destination: Destination = async (arn, body, attributes = {}) => {
    const service = arn.split(':')[2];
    if (service === 'sqs') await sqs.send(arn, { body, attributes });
    else if (service === 'lambda') lambda.invokeAsync(arn, JSON.parse(body));
    else if (service === 'events')
      events.putOnBus(arn, body, { source: 'lambda', detailType: 'Lambda Function Invocation Result - Failure' });
    else throw new Error(`${service} is no destination that the local runtime knows.`);
  };

  const eventSources = createEventSources({
    client,
    checkpoints: documents<string>(database, 'checkpoint'),
    clock,
    invoke: lambda.invoke,
    concurrency: lambda.concurrency,
    sqs,
    destination,
    region,
    log,
  });
  const custom = createCustomResources(
    { endpoint, invoke: lambda.invoke, log },
    documents<Provided>(database, 'custom_resource'),
  );

  return {
    cdn: createCdn({ log }),
    cognito,
    custom,
    deployedBucket: {
      put: async (bucket, key, body, headers) => void (await s3.put(bucket, key, body, headers)),
      list: async (bucket, prefix) => s3.keys(bucket, prefix),
      remove: async (bucket, key) => s3.remove(bucket, key),
    },
    deployments: documents<string>(database, 'deployment'),
    dynamodb: createTables(client),
    eventApis,
    eventSources,
    events,
    forwardingPolicies: new Map(),
    headersPolicies: new Map(),
    http: createHttpApis({ account, clock, log, invoke: lambda.invoke }),
    lambda,
    s3,
    scheduler,
    secrets,
    ses,
    sqs,
    contextOf,
    async start() {
      for (const service of [lambda, events, scheduler, ses]) await service.start?.();
      eventSources.start();
    },
    async drain() {
      const drained = eventSources.stop();
      scheduler.stop();
      events.stop();
      eventApis.stop();
      await Promise.race([drained, wait(2000, undefined, { ref: false })]);
    },
    async stop() {
      await lambda.stop?.();
      await eventSources.stop();
      for (const service of [ses, s3, cognito, secrets, sqs]) await service.stop?.();
      client.close();
      database.close();
    },
  };
}

/** What every function sees besides its own variables: AWS's names, and where AWS is here. */
function functionEnvironment({ region, endpoint, dynamodbEndpoint }: ServiceOptions): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: `${endpoint}/_aws`,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    // The developer's own profiles must not reach the functions.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
  };
}
