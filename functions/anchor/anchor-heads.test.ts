import { expect, test } from 'vitest';
import type { Blobs } from '#functions/platform/ports.ts';
import { isStoredEvent } from '#functions/platform/stored.ts';
import { company } from '#shared/company/company.ts';
import { idOf, putRecord } from '#test/fakes/people.ts';
import { fakePorts } from '#test/fakes/ports.ts';
import { anchorHeads, anchorKey } from './anchor-heads.ts';

const hour = 3_600_000;
const collect = () => {
  const kept = new Map<string, string>();
  const blobs: Pick<Blobs, 'putStream'> = {
    putStream: async (key, body) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      kept.set(key, Buffer.concat(pieces).toString());
    },
  };
  // an anchor only writes
  return { kept, blobs: blobs as Blobs };
};

test('a day’s anchors hold the newest hash of every record that changed that day', async () => {
  const ports = fakePorts();
  const before = await putRecord(ports, company, idOf(1, 'C'), { name: 'a' });
  ports.time.now += 24 * hour;
  const day = ports.time.now;
  const second = await putRecord(ports, company, idOf(1, 'C'), { name: 'b' }, before);
  ports.time.now += 1000;
  const third = await putRecord(ports, company, idOf(1, 'C'), { name: 'c' }, second);
  for (let n = 2; n <= 700; n++) await putRecord(ports, company, idOf(n, 'C'), { name: 'x' });
  ports.time.now += 20 * hour;
  await putRecord(ports, company, idOf(1, 'C'), { name: 'd' }, third);
  const { kept, blobs } = collect();

  expect(await anchorHeads(ports.time.now, ports.table, blobs)).toBe(700);

  const lines = (kept.get(anchorKey(day)) ?? '').trimEnd().split('\n');
  // one line of JSON a record
  const heads = lines.map((line) => JSON.parse(line) as { id: string; version: number; hash: string });
  expect(heads).toHaveLength(700);
  expect(heads.find((h) => h.id === idOf(1, 'C'))).toEqual({
    noun: 'company',
    id: idOf(1, 'C'),
    version: 3,
    hash: third.head,
  });
  const hashes = new Set(
    ports.store
      .all()
      .filter(isStoredEvent)
      .map((e) => e.hash),
  );
  expect(heads.every((h) => hashes.has(h.hash))).toBe(true);
});

test('a day on which nothing happened has no anchors', async () => {
  const { kept, blobs } = collect();

  expect(await anchorHeads(fakePorts().time.now, fakePorts().table, blobs)).toBe(0);
  expect(kept.size).toBe(0);
});

test('the object is named after the day', () => {
  expect(anchorKey(Date.UTC(2026, 10, 23))).toBe('heads/2026-11-23.ndjson');
});
