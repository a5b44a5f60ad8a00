import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Ports } from '#functions/platform/context.ts';
import type { StoredEvent } from '#functions/platform/stored.ts';
import type { Bus } from '#functions/relay/relay-events.ts';
import { createRelay } from '#functions/relay/relay-stream.ts';
import { sweepEvents } from '#functions/sweeper/sweep-events.ts';
import type { Invocation, SimWorld } from './sim-world.ts';

/** A consumer behind a queue of its own, as the bus rules would have it. */
export type SimConsumer = {
  readonly name: string;
  readonly on: readonly string[];
  readonly handler: (ports: Ports, invocation: Invocation) => (batch: SQSEvent) => Promise<SQSBatchResponse>;
};

type Message = { readonly id: string; readonly body: string; receives: number };
type Shard = { queue: StoredEvent[]; attempts: number; isBusy: boolean };

const minuteMs = 60_000;
const maxReceives = 5;
const streamRetries = 5;

/** What lies between a commit and its effects: stream, relay, bus, queues with their dead-letter queues, and the sweeper. */
export class SimPipeline {
  /** How often the bus took each event, by its id. */
  readonly published = new Map<string, number>();
  /** When the bus took each event first. */
  readonly publishedAtMs = new Map<string, number>();
  readonly deadLetters: { readonly consumer: SimConsumer; readonly message: Message }[] = [];
  /** Every event, in the order in which they were committed. */
  readonly committed: StoredEvent[] = [];
  /** The stream loses everything while this is so. */
  isStreamDown = false;
  /** Of an event: the bus never takes it while this is so. */
  isPoison: (eventId: string) => boolean = () => false;
  /** How often the bus does not take one entry of a batch. */
  partialFailures = 0.05;
  readonly #world: SimWorld;
  readonly #consumers: readonly SimConsumer[];
  readonly #shards: Shard[] = [0, 1].map(() => ({ queue: [], attempts: 0, isBusy: false }));
  /** How far apart deliveries usually are: in some worlds everything happens at once. */
  readonly #spreadMs: number;
  readonly #pumpMs: number;
  #messages = 0;

  constructor(world: SimWorld, consumers: readonly SimConsumer[] = []) {
    this.#world = world;
    this.#consumers = consumers;
    this.#spreadMs = world.random.of([10, 50, 500]);
    this.#pumpMs = world.random.of([100, 1000, 10_000]);
    world.table.onEvent = (event) => {
      this.committed.push(event);
      if (this.isStreamDown) return;
      const shard = this.#shards[event.pk.charCodeAt(event.pk.length - 1) % 2];
      if (!shard) return;
      shard.queue.push(event);
      this.#pump(shard);
    };
  }

  /** One run of the sweeper, as the schedule starts it each minute. */
  sweep(): Promise<unknown> {
    return this.#world.start('sweeper', (ports, invocation) => sweepEvents({ ...ports, bus: this.#busOf(invocation) }));
  }

  /** Plans the sweeper for the minutes to come. */
  sweepFor(minutes: number): void {
    for (let i = 1; i <= minutes; i++) this.#world.at(i * minuteMs, () => void this.sweep());
  }

  /** What the people who look after the system do in the end: nothing fails any more, dead letters are sent again, the sweeper goes on. */
  async settle(minutes = 6): Promise<void> {
    this.#world.faults = { ...this.#world.faults, most: 0 };
    this.partialFailures = 0;
    for (let round = 0; round < 3; round++) {
      for (const { consumer, message } of this.deadLetters.splice(0))
        this.#deliver(consumer, { ...message, receives: 0 }, 0);
      this.sweepFor(minutes);
      await this.#world.run();
    }
  }

  #busOf(invocation: Invocation): Bus {
    const { random } = this.#world;
    return {
      publish: (entries) =>
        this.#world.call(invocation, 'putEvents', () =>
          entries.map(({ type, detail }) => {
            // what the relay made
            const { id } = JSON.parse(detail) as { id: string };
            if (this.isPoison(id) || random.chance(this.partialFailures)) return false;
            if (!this.published.has(id)) this.publishedAtMs.set(id, this.#world.nowMs);
            this.published.set(id, (this.published.get(id) ?? 0) + 1);
            for (const consumer of this.#consumers.filter((c) => c.on.includes(type))) {
              const copies = random.chance(0.15) ? 2 : 1;
              for (let i = 0; i < copies; i++)
                this.#deliver(
                  consumer,
                  { id: `m${++this.#messages}`, body: JSON.stringify({ detail: JSON.parse(detail) }), receives: 0 },
                  random.chance(0.9) ? random.below(this.#spreadMs) : random.below(90_000),
                );
            }
            return true;
          }),
        ),
    };
  }

  #pump(shard: Shard): void {
    if (shard.isBusy || shard.queue.length === 0) return;
    shard.isBusy = true;
    this.#world.at(this.#world.random.below(this.#pumpMs), () => void this.#relay(shard));
  }

  async #relay(shard: Shard): Promise<void> {
    const most = Math.max(1, Math.floor((1 + this.#world.random.below(20)) / 2 ** shard.attempts));
    const batch = shard.queue.slice(0, most);
    const Records = batch.map(
      (event, i): DynamoDBRecord => ({
        eventName: 'INSERT',
        // the wire format is the same, the types of the two packages are not
        dynamodb: {
          SequenceNumber: String(i),
          NewImage: marshall(event) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'],
        },
      }),
    );
    const outcome = await this.#world.start('relay', (ports, invocation) =>
      createRelay({ ...ports, bus: this.#busOf(invocation) })({ Records }),
    );
    const failedAt = outcome.kind === 'done' ? outcome.value.batchItemFailures[0]?.itemIdentifier : '0';
    const taken = failedAt === undefined ? batch.length : Number(failedAt);
    shard.queue = shard.queue.slice(taken);
    shard.attempts = failedAt === undefined || taken > 0 ? 0 : shard.attempts + 1;
    if (shard.attempts > streamRetries) {
      // given up: only its position reaches the on-failure queue
      shard.queue = shard.queue.slice(1);
      shard.attempts = 0;
    }
    shard.isBusy = false;
    this.#pump(shard);
  }

  #deliver(consumer: SimConsumer, message: Message, inMs: number): void {
    this.#world.at(inMs, () => void this.#receive(consumer, message));
  }

  async #receive(consumer: SimConsumer, message: Message): Promise<void> {
    message.receives += 1;
    const outcome = await this.#world.start(consumer.name, (ports, invocation) =>
      consumer.handler(ports, invocation)({ Records: [recordOf(message)] }),
    );
    if (outcome.kind === 'done' && outcome.value.batchItemFailures.length === 0) return;
    if (message.receives >= maxReceives) this.deadLetters.push({ consumer, message });
    else this.#deliver(consumer, message, 30_000 + this.#world.random.below(60_000));
  }
}

const recordOf = ({ id, body, receives }: Message): SQSRecord => ({
  messageId: id,
  receiptHandle: id,
  body,
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: '0',
    SenderId: 'bus',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
  awsRegion: 'us-east-1',
});
