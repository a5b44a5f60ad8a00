import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Ports } from '#functions/platform/context.ts';
import { eventKey, isStoredEvent } from '#functions/platform/stored.ts';
import { type Cause, type Envelope, envelopeSchema, maxCauseDepth } from '#shared/contract/event.ts';
import { envelopeOf } from './envelope.ts';

export type Consume<P extends Pick<Ports, 'table' | 'log'>> = (event: Envelope, ports: P) => Promise<void>;

/** The cause of what follows from an event. */
export const causeOf = (event: Envelope, by: string): Cause => ({ chain: [...event.cause.chain, event.id], by });

const read = async (record: SQSRecord, { table }: Pick<Ports, 'table'>): Promise<Envelope> => {
  const body: unknown = JSON.parse(record.body);
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? body.detail : body;
  const envelope = envelopeSchema.parse(detail);
  if (!envelope.truncated) return envelope;
  const stored = await table.get(eventKey(envelope.noun, envelope.recordId, envelope.id));
  if (!stored || !isStoredEvent(stored)) throw new Error(`event ${envelope.id} is not in the table`);
  return envelopeOf(stored, Number.POSITIVE_INFINITY);
};

/**
 * A Lambda handler of a consumer's queue. An event may come twice, late and in any order: `consume` commits its effect with a done-mark.
 * One that fails is tried again by the queue and ends in its dead-letter queue; the others of the batch are not held up. An event that a
 * chain of eight others led to is not acted upon: it fails, which stops a loop where somebody sees it.
 */
export const createConsumer =
  <P extends Pick<Ports, 'table' | 'log'>>(name: string, ports: P, consume: Consume<P>) =>
  async (batch: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of batch.Records) {
      try {
        const event = await read(record, ports);
        if (event.cause.chain.length >= maxCauseDepth)
          throw new Error(`event ${event.id} is ${event.cause.chain.length} causes deep`);
        await consume(event, ports);
      } catch (error) {
        ports.log.error('consumer failed', {
          consumer: name,
          eventId: record.messageId,
          error: error instanceof Error ? (error.stack ?? error.message).slice(0, 1500) : String(error),
        });
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };
