import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { isStoredEvent, type StoredEvent } from '#functions/platform/stored.ts';
import type { Item } from '#functions/platform/table.ts';
import type { PresenceChange } from './collect-nudges.ts';
import { parsePresencePk } from './live-state.ts';
import type { News } from './publish-nudges.ts';

type Image = Record<string, AttributeValue>;
// the types of the stream's record and of the SDK name the same wire format
const itemOf = (image: unknown): Item | undefined =>
  image === undefined ? undefined : (unmarshall(image as Image) as Item);

const eventOf = ({ eventName, dynamodb }: DynamoDBRecord): StoredEvent | undefined => {
  const item = eventName === 'INSERT' ? itemOf(dynamodb?.NewImage) : undefined;
  return item && isStoredEvent(item) ? item : undefined;
};

/** Who looks at a record sends a sign of life now and then, which changes an item and is no news. */
const presenceOf = ({ eventName, dynamodb }: DynamoDBRecord): PresenceChange | undefined => {
  if (eventName === 'MODIFY') return undefined;
  const item = itemOf(eventName === 'INSERT' ? dynamodb?.NewImage : dynamodb?.OldImage);
  const about = item && parsePresencePk(item.pk);
  return about && typeof item?.key === 'string' ? { ...about, key: item.key } : undefined;
};

/** The handler of the table's stream. */
export const createNudgeStream =
  (nudge: (news: News) => Promise<void>) =>
  ({ Records: records }: DynamoDBStreamEvent): Promise<void> =>
    nudge({
      events: records.flatMap((record) => eventOf(record) ?? []),
      presence: records.flatMap((record) => presenceOf(record) ?? []),
    });
