import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { commit } from '#functions/platform/commit.ts';
import { isStoredEvent, type StoredEvent } from '#functions/platform/stored.ts';
import { deal } from '#shared/deal/deal.ts';
import { audienceOf } from '#shared/live/audience.ts';
import {
  aroundChannel,
  audienceKey,
  everyoneChannel,
  firstEpoch,
  listChannel,
  recordChannel,
} from '#shared/live/channel.ts';
import type { Nudge } from '#shared/live/nudge.ts';
import { note } from '#shared/note/note.ts';
import { user } from '#shared/user/user.ts';
import { idOf, putPerson, putRecord, putRoles } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import { presencePk, readEpoch, watchedItem } from './live-state.ts';
import { createNudgeStream } from './nudge-stream.ts';
import { createNudger } from './publish-nudges.ts';

const ada = idOf(1, 'A');
const bob = idOf(2, 'A');
const red = idOf(3, 'A');

const world = () => {
  const ports = fakePorts();
  const sent: { channel: string; nudge: Nudge; at: number }[] = [];
  const nudger = createNudger({
    ...ports,
    channels: {
      publish: async (channel, nudges) => {
        for (const what of nudges) sent.push({ channel, nudge: what, at: ports.time.now });
      },
    },
  });
  const nudge = createNudgeStream(nudger);
  const inserted = (items: readonly object[], eventName: DynamoDBRecord['eventName'] = 'INSERT'): DynamoDBRecord[] =>
    items.map((item) => {
      // the stream's wire format, under another name
      const image = marshall(item, { removeUndefinedValues: true }) as NonNullable<
        DynamoDBRecord['dynamodb']
      >['NewImage'];
      return {
        eventName,
        dynamodb: eventName === 'INSERT' ? { NewImage: image } : { OldImage: image },
      } as DynamoDBRecord;
    });
  const seen = new Set<string>();
  /** The events since the last call. */
  const news = (): StoredEvent[] => {
    const fresh = ports.store
      .all()
      .filter(isStoredEvent)
      .filter((event) => !seen.has(event.eventId))
      .sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
    for (const event of fresh) seen.add(event.eventId);
    return fresh;
  };
  const tell = async (): Promise<void> => nudge({ Records: inserted(news()) });
  return { ports, sent, nudge, inserted, news, tell };
};
const putDeal = (ports: FakePorts, n: number, values: object, before?: Awaited<ReturnType<typeof putRecord>>) =>
  putRecord(ports, deal, idOf(n, 'D'), { name: `Deal ${n}`, status: 'open', ...values }, before);
const list = (group: string, noun = 'deal', epoch = firstEpoch) => listChannel(epoch, noun, group);

describe('a change', () => {
  test('nudges each group of those who may know, and says what to read again and nothing of it', async () => {
    const { ports, sent, tell } = world();
    await putDeal(ports, 1, { ownerId: ada, teamIds: [red], name: 'Secret' });

    await tell();

    expect(sent.map(({ channel }) => channel).sort()).toEqual(
      [list('all'), list(`own-${ada}`), list(`team-${red}`)].sort(),
    );
    for (const { nudge } of sent) expect(nudge).toEqual({ noun: 'deal', id: idOf(1, 'D'), version: 1 });
  });

  test('that gives a record to somebody else tells also those who lose it', async () => {
    const { ports, sent, tell } = world();
    const before = await putDeal(ports, 1, { ownerId: ada });
    await tell();
    sent.length = 0;
    ports.time.now += 1000;

    await putDeal(ports, 1, { ownerId: bob }, before);
    await tell();

    expect(sent.map(({ channel }) => channel).sort()).toEqual(
      [list('all'), list(`own-${ada}`), list(`own-${bob}`)].sort(),
    );
  });

  test('is told on the channel of the record only where somebody looks at it, under the name of those who may', async () => {
    const { ports, sent, tell } = world();
    const before = await putDeal(ports, 1, { ownerId: ada });
    await tell();
    sent.length = 0;
    await ports.table.put(watchedItem('deal', idOf(1, 'D'), ports.time.now + 60_000));

    const after = await putDeal(ports, 1, { ownerId: bob }, before);
    await tell();

    const channels = [before, after].map(({ record }) =>
      recordChannel(firstEpoch, 'deal', record.id, audienceKey(audienceOf(deal, record))),
    );
    expect(sent.filter(({ channel }) => channel.startsWith('/record/')).map(({ channel }) => channel)).toEqual(
      channels,
    );
  });

  test('of something that refers to a record which somebody looks at is told around it', async () => {
    const { ports, sent, tell } = world();
    await ports.table.put(watchedItem('deal', idOf(1, 'D'), ports.time.now + 60_000));
    await ports.table.put(watchedItem('deal', idOf(2, 'D'), ports.time.now - 1));
    for (const n of [1, 2]) await putRecord(ports, note, idOf(n, 'N'), { body: 'Hi', dealId: idOf(n, 'D') });

    await tell();

    expect(sent.filter(({ channel }) => channel.startsWith('/around/'))).toMatchObject([
      { channel: aroundChannel(firstEpoch, 'deal', idOf(1, 'D'), 'note'), nudge: { noun: 'note', id: idOf(1, 'N') } },
    ]);
  });
});

describe('a flood', () => {
  test('of thousands of changes is a few nudges', async () => {
    const { ports, sent, nudge, inserted, news } = world();
    for (let n = 0; n < 8800; n++) await putDeal(ports, n, { ownerId: ada, teamIds: [red] });
    const events = news();

    for (let i = 0; i < events.length; i += 1000) await nudge({ Records: inserted(events.slice(i, i + 1000)) });

    expect(events).toHaveLength(8800);
    expect(sent).toHaveLength(3 * 9);
    expect(sent[0]?.nudge).toEqual({ noun: 'deal' });
  });

  test('in small batches is told at most twice a second to each list, and its end is told', async () => {
    const { ports, sent, tell } = world();
    const start = ports.time.now;

    for (let n = 0; n < 50; n++) {
      await putDeal(ports, n, {});
      await tell();
    }

    const times = sent.filter(({ channel }) => channel === list('all')).map(({ at }) => at - start);
    for (const [i, at] of times.entries()) if (i > 0) expect(at - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(500);
    expect(sent.at(-1)?.nudge).toMatchObject({ id: idOf(49, 'D') });
  });

  test('does not hold up what is on the screen of somebody', async () => {
    const { ports, sent, tell } = world();
    await putDeal(ports, 1, {});
    await tell();
    await ports.table.put(watchedItem('deal', idOf(2, 'D'), ports.time.now + 60_000));
    const at = ports.time.now;

    await putDeal(ports, 2, {});
    await tell();

    expect(sent.find(({ channel }) => channel.startsWith('/record/'))?.at).toBe(at);
  });
});

describe('rights', () => {
  test('that change begin another time, in which nothing goes to the channels of before', async () => {
    const { ports, sent, tell } = world();
    await putRoles(ports);
    const person = await putPerson(ports, ada, 'sales');
    await tell();
    sent.length = 0;
    ports.time.now += 1000;

    await commit(ports, {
      actor: { kind: 'system', id: 'test' },
      changes: [
        { entity: user, id: ada, before: person, after: { ...person.record, status: 'suspended' }, verb: 'updated' },
      ],
    });
    await putDeal(ports, 1, {});
    await tell();

    const epoch = await readEpoch(ports.table);
    expect(epoch).not.toBe(firstEpoch);
    expect(sent.map(({ channel }) => channel)).toContain(everyoneChannel);
    expect(sent.map(({ channel }) => channel)).toContain(list('all', 'deal', epoch));
    expect(sent.filter(({ channel }) => channel.includes(`/${firstEpoch}/`))).toEqual([]);
  });

  test('begin no earlier time when an old event comes again', async () => {
    const { ports, nudge, inserted, news, tell } = world();
    let person = await putPerson(ports, ada, 'sales');
    news();
    person = await putRecord(ports, user, ada, { status: 'suspended' }, person);
    const first = news();
    await nudge({ Records: inserted(first) });
    ports.time.now += 1000;
    await putRecord(ports, user, ada, { status: 'active' }, person);
    await tell();
    const epoch = await readEpoch(ports.table);

    await nudge({ Records: inserted(first) });

    expect(await readEpoch(ports.table)).toBe(epoch);
  });
});

describe('presence', () => {
  const item = { pk: presencePk('deal', idOf(1, 'D')), sk: `${ada}#tab#viewing`, key: 'abc', until: 0 };

  test('is told when somebody comes and goes, and not at each sign of life', async () => {
    const { sent, nudge, inserted } = world();

    await nudge({ Records: inserted([item]) });
    await nudge({ Records: inserted([item], 'MODIFY') });
    await nudge({ Records: inserted([item], 'REMOVE') });

    const told = {
      channel: recordChannel(firstEpoch, 'deal', idOf(1, 'D'), 'abc'),
      nudge: { noun: 'presence', id: idOf(1, 'D') },
    };
    expect(sent).toMatchObject([told, told]);
  });
});
