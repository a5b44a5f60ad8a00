import * as z from 'zod';
import { type ActorRef, actorRefSchema, type Entity } from './entity.ts';
import { once } from './once.ts';

/** A declared event: `<noun>.<past-verb>`, raised in version whenever the shape of its data changes. */
export type EventSpec = {
  readonly type: `${string}.${string}`;
  readonly version: number;
  readonly summary: string;
  readonly data: z.ZodType;
};
export const defineEvent = <const E extends EventSpec>(event: E): E => event;

/** `source` of everything that Rapport puts on its bus. */
export const eventSource = 'rapport';

/** What led to an event: the chain of event ids, newest last; eight is the deepest that is still acted upon. */
export const causeSchema = z
  .strictObject({ chain: z.array(z.string()).max(9), by: z.string().optional() })
  .meta({ id: 'Cause' });
export type Cause = z.infer<typeof causeSchema>;
export const maxCauseDepth = 8;

/** `detail` on the bus, body of a webhook, line of `GET /v1/changes`. Under 64 KB: a larger one leaves `data` out and says so. */
export const envelopeSchema = z
  .object({
    id: z.string().meta({ description: 'ULID; the same for every delivery' }),
    type: z.string(),
    version: z.int().meta({ description: 'Version of the data schema' }),
    noun: z.string(),
    recordId: z.string(),
    recordVersion: z.int(),
    at: z.iso.datetime(),
    actor: actorRefSchema,
    cause: causeSchema,
    data: z.unknown().optional(),
    truncated: z.boolean().optional(),
  })
  .meta({ id: 'EventEnvelope' });
export type Envelope = z.infer<typeof envelopeSchema>;

const oldValues = once(() =>
  z.record(z.string(), z.unknown()).meta({ description: 'Old values of what changed; null: had none' }),
);

/** The events that every noun has. */
export const standardEvents = <N extends string>(entity: Entity<N>) => {
  const event = <V extends string>(verb: V, what: string) => recordEvent(entity, verb, `${entity.label.one} ${what}`);
  return {
    created: event('created', 'was created'),
    updated: event('updated', 'was changed'),
    removed: event('removed', 'was moved to the bin'),
    restored: event('restored', 'was taken out of the bin'),
    reverted: event('reverted', 'was set back to an earlier version'),
  };
};

/** A further event of a noun, carrying the record like the standard ones. */
export const recordEvent = <N extends string, V extends string>(entity: Entity<N>, verb: V, summary: string) => {
  const data = once(() => z.object({ record: entity.recordSchema, before: oldValues() }));
  return defineEvent({
    type: `${entity.noun}.${verb}`,
    version: 1,
    summary,
    get data() {
      return data();
    },
  });
};

/** A function of its own that acts on events: rule, queue, dead-letter queue and alarm derive from it. */
export type ConsumerSpec = {
  /** Kebab-case; names the function, the queue and the done-marks. */
  readonly name: string;
  readonly on: readonly string[];
  /** What is done by these is no concern of it, and is not sent to it. */
  readonly exceptBy?: readonly ActorRef['kind'][];
  readonly entry: `functions/${string}.on.ts`;
  readonly timeoutSeconds: number;
  readonly memoryMb?: number;
  /** What it may use beyond the table. */
  readonly uses?: readonly Capability[];
};
export type Capability = 'files' | 'snapshots' | 'bus' | 'identity' | 'mail' | 'timers';
export const defineConsumer = <const C extends ConsumerSpec>(consumer: C): C => consumer;
