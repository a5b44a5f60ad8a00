import type { MovableClock } from '../clock.ts';
import type { DynamoClient } from '../dynamodb/client.ts';
import type { Destination } from '../lambda/async-invocations.ts';
import type { Invoke } from '../service.ts';
import type { Sqs } from '../sqs/sqs.ts';
import type { Documents } from '../store.ts';
import { createFilter } from './filter.ts';
import { createQueueMapping, type Mapping } from './queue-mapping.ts';
import { createStreamMapping } from './stream-mapping.ts';

/** An event source mapping of the template. */
export type EventSourceDeclaration = {
  readonly id: string;
  readonly functionArn: string;
  readonly sourceArn: string;
  readonly batchSize?: number;
  readonly windowMs: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly bisects: boolean;
  readonly maxRetries: number;
  readonly maxAgeSeconds: number;
  readonly reportsFailures: boolean;
  readonly patterns: readonly string[];
  readonly maxConcurrency?: number;
  readonly onFailureArn?: string;
};

/** The event source mappings of the template. */
export type EventSources = {
  /** Throws where the source is neither a queue of the template nor a table's stream. */
  create(declaration: EventSourceDeclaration): void;
  start(): void;
  stop(): Promise<void>;
};

/** AWS's defaults. */
const defaultBatchSize = { queue: 10, stream: 100 } as const;

/** Makes the event source mappings. */
export function createEventSources(context: {
  readonly client: DynamoClient;
  readonly checkpoints: Documents<string>;
  readonly clock: MovableClock;
  readonly invoke: Invoke;
  readonly concurrency: (functionArn: string) => number;
  readonly sqs: Sqs;
  readonly destination: Destination;
  readonly region: string;
  readonly log: (message: string) => void;
}): EventSources {
  const mappings: Mapping[] = [];

  const queueMapping = (declaration: EventSourceDeclaration): Mapping => {
    const queue = context.sqs.queue(declaration.sourceArn);
    if (queue === undefined) throw new Error(`There is no queue ${declaration.sourceArn}.`);
    const settings = {
      ...declaration,
      batchSize: declaration.batchSize ?? defaultBatchSize.queue,
      filter: createFilter(declaration.patterns),
      concurrency: Math.min(
        declaration.maxConcurrency ?? Number.POSITIVE_INFINITY,
        context.concurrency(declaration.functionArn),
      ),
    };
    return createQueueMapping(queue, settings, context);
  };

  const streamMapping = (declaration: EventSourceDeclaration, tableName: string): Mapping => {
    const { onFailureArn } = declaration;
    const settings = {
      ...declaration,
      streamArn: declaration.sourceArn,
      tableName,
      batchSize: declaration.batchSize ?? defaultBatchSize.stream,
      filter: createFilter(declaration.patterns),
    };
    const onFailure =
      onFailureArn === undefined ? {} : { onFailure: (body: string) => context.destination(onFailureArn, body) };
    return createStreamMapping(settings, { ...context, ...onFailure });
  };

  return {
    create(declaration) {
      const tableName = /^arn:aws:dynamodb:.*:table\/([^/]+)\/stream\//.exec(declaration.sourceArn)?.[1];
      if (tableName !== undefined) mappings.push(streamMapping(declaration, tableName));
      else if (declaration.sourceArn.startsWith('arn:aws:sqs:')) mappings.push(queueMapping(declaration));
      else
        throw new Error(
          `${declaration.id}: the event source ${declaration.sourceArn} is not known to the local runtime.`,
        );
    },
    start() {
      for (const mapping of mappings) mapping.start();
    },
    async stop() {
      await Promise.all(mappings.map((mapping) => mapping.stop()));
    },
  };
}
