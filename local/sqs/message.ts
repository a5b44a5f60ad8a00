import { createHash } from 'node:crypto';

/** A message attribute in SQS's words. Binary values are base64. */
export type MessageAttribute = {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
};

export type StoredMessage = {
  readonly sequence: number;
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt?: number;
  /** ARN of the queue that gave it up, in a dead-letter queue. */
  readonly sourceArn?: string;
};

/** A row of the table of messages. */
export function readRow(row: Readonly<Record<string, unknown>>): StoredMessage {
  return {
    sequence: Number(row.sequence),
    id: String(row.id),
    body: String(row.body),
    // Only `send` writes this column.
    attributes: JSON.parse(String(row.attributes)) as Record<string, MessageAttribute>,
    sentAt: Number(row.sentAt),
    receiveCount: Number(row.receiveCount),
    ...(row.groupId === null ? {} : { groupId: String(row.groupId) }),
    ...(row.deduplicationId === null ? {} : { deduplicationId: String(row.deduplicationId) }),
    ...(row.firstReceivedAt === null ? {} : { firstReceivedAt: Number(row.firstReceivedAt) }),
    ...(row.sourceArn === null ? {} : { sourceArn: String(row.sourceArn) }),
  };
}

/** The attributes that SQS itself gives a message. */
export function systemAttributes(message: StoredMessage): Record<string, string> {
  return {
    SenderId: 'local',
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ...(message.firstReceivedAt === undefined
      ? {}
      : { ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt) }),
    ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
    ...(message.deduplicationId === undefined
      ? {}
      : {
          MessageDeduplicationId: message.deduplicationId,
          SequenceNumber: String(message.sequence).padStart(20, '0'),
        }),
    ...(message.sourceArn === undefined ? {} : { DeadLetterQueueSourceArn: message.sourceArn }),
  };
}

/** MD5 of a body, which clients check. */
export function bodyDigest(body: string): string {
  return createHash('md5').update(body).digest('hex');
}

/** MD5 of message attributes: names, types and values by name, each after its length. */
export function attributesDigest(attributes: Readonly<Record<string, MessageAttribute>>): string {
  const hash = createHash('md5');
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, attribute] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    const isBinary = attribute.BinaryValue !== undefined;
    hash.update(Buffer.from([isBinary ? 2 : 1]));
    add(isBinary ? Buffer.from(attribute.BinaryValue ?? '', 'base64') : Buffer.from(attribute.StringValue ?? ''));
  }
  return hash.digest('hex');
}
