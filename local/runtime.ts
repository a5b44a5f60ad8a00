import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultAccount, defaultRegion, readAssembly } from './assembly/assembly.ts';
import type { Stack } from './assembly/template.ts';
import { createWorld, type World } from './assembly/world.ts';
import { createClock } from './clock.ts';
import { createIdp } from './cognito/idp.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { startEngine } from './dynamodb/engine.ts';
import { createPassthrough } from './dynamodb/passthrough.ts';
import { originsOf } from './origins.ts';
import type { Resource, ResourceTable } from './resource.ts';
import { type RuntimeNeeds, runtimeResources } from './resources.ts';
import { createAwsEndpoint } from './server/aws-endpoint.ts';
import { startFront } from './server/front.ts';
import { createLocalPages } from './server/local-pages.ts';
import { createServices, type RunningServices } from './services.ts';
import { createMailPages } from './ses/mail-pages.ts';

export type RuntimeOptions = {
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder that holds all state. */
  readonly data: string;
  /** Empties the folder first. */
  readonly reset?: boolean;
  /** Keeps the console free of what the runtime says. */
  readonly quiet?: boolean;
};

/** A runtime whose server and engine run, and that knows no template yet. */
export type OpenRuntime = {
  readonly url: string;
  readonly data: DataFolder;
  /** Starts what the assembly declares. Once. */
  load(assembly: string): Promise<Runtime>;
  stop(): Promise<void>;
};

/** A runtime that serves what an assembly declares. */
export type Runtime = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly dynamodbEndpoint: string;
  /** Variables of all functions of the template, merged, and those that lead the AWS SDK to this runtime. */
  readonly environment: Readonly<Record<string, string>>;
  /** Outputs by stack and name. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Moves the clock forward and fires what falls due. */
  advance(ms: number): void;
  /** Ends everything; what was accepted is done after the next start. */
  stop(): Promise<void>;
};

/** Listens, and starts the engine. */
export async function openRuntime(options: RuntimeOptions): Promise<OpenRuntime> {
  // Functions run in UTC; worker threads share the time zone of the process.
  process.env.TZ = 'UTC';
  const data = openDataFolder(resolve(options.data));
  let isStopping = false;
  const log = (message: string): void => {
    // What breaks because of the end is tried again after the next start.
    if (isStopping) return;
    if (options.quiet !== true) console.error(message);
    appendFileSync(join(data.folder('logs'), 'runtime.log'), `${new Date().toISOString()} ${message}\n`);
  };
  try {
    if (options.reset === true) data.clear();
    const front = await startFront(options.port, log);
    const engine = startEngine(data.folder('dynamodb'), defaultRegion);
    // Waited for by `load`.
    engine.catch(() => {});
    const clockOffsetMs = new Float64Array(new SharedArrayBuffer(8));
    const clock = createClock(Number(data.read('clock') ?? 0), (offset) => {
      clockOffsetMs[0] = offset;
      data.write('clock', String(offset));
    });
    clockOffsetMs[0] = clock.offsetMs();

    let services: RunningServices | undefined;
    const stop = async (): Promise<void> => {
      if (isStopping) return;
      isStopping = true;
      await services?.drain();
      await front.stop();
      await services?.stop();
      clock.stop();
      await engine.then(
        (started) => started.stop(),
        () => undefined,
      );
      data.release();
    };

    const load = async (assembly: string): Promise<Runtime> => {
      const stacks = readAssembly(assembly);
      const { url: dynamodbEndpoint } = await engine;
      const made = createServices({
        region: stacks[0]?.region ?? defaultRegion,
        account: stacks[0]?.account ?? defaultAccount,
        endpoint: front.url,
        dynamodbEndpoint,
        data,
        clock,
        clockOffsetMs,
        log,
      });
      services = made;
      const outputs = (): Record<string, Record<string, string>> => world.outputs();
      const world: World<RuntimeNeeds> = createWorld(stacks, runtimeResources(basePaths(stacks)), {
        endpoint: front.url,
        secretValue: made.secrets.value,
      });
      const awsServices = [
        made.cognito,
        made.events,
        made.lambda,
        made.s3,
        made.scheduler,
        made.secrets,
        made.ses,
        made.sqs,
      ];
      front.use({
        aws: createAwsEndpoint([...awsServices, createPassthrough(dynamodbEndpoint)], clock),
        idp: createIdp(made.contextOf('cognito'), made.cognito),
        local: createLocalPages({
          url: front.url,
          clock,
          sqs: made.sqs,
          custom: made.custom,
          outputs,
          logDir: join(data.dir, 'logs'),
          more: [{ path: '/_local/mail', title: 'Mail', handle: createMailPages(made.contextOf('ses'), made.ses) }],
        }),
        cdn: made.cdn.handle,
        live: made.eventApis,
      });
      const needs: RuntimeNeeds = {
        ...made,
        assetPath: world.assetPath,
        setAttributes: world.setAttributes,
        originOf: originsOf(made),
      };
      for (const { resource, type } of world.resources) await create(resource, type, needs);
      await made.start();
      return {
        url: front.url,
        dynamodbEndpoint,
        environment: { ...made.lambda.environment(), ...sdkEnvironment(front.url, dynamodbEndpoint, stacks) },
        outputs: outputs(),
        advance: clock.advance,
        stop,
      };
    };
    return { url: front.url, data, load, stop };
  } catch (error) {
    data.release();
    throw error;
  }
}

/** Runs an assembly. Port 0 takes a free one. */
export async function startRuntime(options: RuntimeOptions & { readonly assembly: string }): Promise<Runtime> {
  const open = await openRuntime(options);
  try {
    return await open.load(options.assembly);
  } catch (error) {
    await open.stop();
    throw error;
  }
}

async function create<N>(resource: Resource, type: ResourceTable<N>[string], needs: N): Promise<void> {
  try {
    await type.create?.(resource, needs);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${resource.stack}/${resource.logicalId} (${resource.type}): ${reason}`, { cause: error });
  }
}

/** Path of each distribution: the template's first at the root, its second at `/_content`. */
function basePaths(stacks: readonly Stack[]): (r: Resource) => string {
  const ids = stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources ?? {})
      .filter(([, { Type: type }]) => type === 'AWS::CloudFront::Distribution')
      .map(([logicalId]) => `${stack.name}/${logicalId}`),
  );
  return (r) => {
    const index = ids.indexOf(`${r.stack}/${r.logicalId}`);
    return index <= 0 ? '' : index === 1 ? '/_content' : `/_content-${index}`;
  };
}

/** What leads a script's AWS SDK here. */
function sdkEnvironment(url: string, dynamodbEndpoint: string, stacks: readonly Stack[]): Record<string, string> {
  return {
    AWS_REGION: stacks[0]?.region ?? defaultRegion,
    AWS_ENDPOINT_URL: `${url}/_aws`,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}
