import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { required } from '#functions/platform/environment.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { isStoredEvent, type StoredEvent } from '#functions/platform/stored.ts';
import type { Item } from '#functions/platform/table.ts';
import { createEventBridgeBus } from './event-bridge-bus.ts';
import { relayEvents } from './relay-events.ts';

const ports = portsOfAws();
const bus = createEventBridgeBus(new EventBridgeClient({}), required(ports.environment, 'CRM_BUS'));

const eventOf = (record: DynamoDBRecord): StoredEvent | undefined => {
  const image = record.dynamodb?.NewImage;
  if (record.eventName !== 'INSERT' || !image) return undefined;
  // the types of the stream's record and of the SDK name the same wire format
  const item = unmarshall(image as Record<string, AttributeValue>) as Item;
  return isStoredEvent(item) ? item : undefined;
};

/** From the table's stream to the bus: every event once or more. */
export const handler = async (batch: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const records = batch.Records.map((record) => ({
    sequence: record.dynamodb?.SequenceNumber ?? '',
    event: eventOf(record),
  }));
  const failed = await relayEvents(
    records.flatMap((r) => (r.event ? [r.event] : [])),
    { ...ports, bus },
  );
  const first = records.find((r) => r.event && failed.has(r.event.eventId));
  return { batchItemFailures: first ? [{ itemIdentifier: first.sequence }] : [] };
};
