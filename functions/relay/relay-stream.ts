import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { isStoredEvent, type StoredEvent } from '#functions/platform/stored.ts';
import type { Item } from '#functions/platform/table.ts';
import { type RelayPorts, relayEvents } from './relay-events.ts';

const eventOf = (record: DynamoDBRecord): StoredEvent | undefined => {
  const image = record.dynamodb?.NewImage;
  if (record.eventName !== 'INSERT' || !image) return undefined;
  // the types of the stream's record and of the SDK name the same wire format
  const item = unmarshall(image as Record<string, AttributeValue>) as Item;
  return isStoredEvent(item) ? item : undefined;
};

/** The handler of the table's stream: publishes every event; what the bus did not take is asked for again from there on. */
export const createRelay =
  (ports: RelayPorts) =>
  async (batch: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const records = batch.Records.map((record) => ({
      sequence: record.dynamodb?.SequenceNumber ?? '',
      event: eventOf(record),
    }));
    const failed = await relayEvents(
      records.flatMap((r) => (r.event ? [r.event] : [])),
      ports,
    );
    const first = records.find((r) => r.event && failed.has(r.event.eventId));
    return { batchItemFailures: first ? [{ itemIdentifier: first.sequence }] : [] };
  };
