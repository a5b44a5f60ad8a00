import { expect, test } from 'vitest';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { withRow } from './listed.ts';

// of a record a list needs little more than its id
const row = (id: string, name = id) => ({ id, name }) as unknown as AnyRecord;
const rename = (record: AnyRecord) => ({ ...record, name: 'new' });

test('a record is changed on the page that has it, and the other pages stay the same', () => {
  const data = { pages: [{ items: [row('a'), row('b')] }, { items: [row('c')] }], pageParams: [] };

  const next = withRow(data, 'c', rename) as typeof data;

  expect(next.pages[1]?.items[0]).toMatchObject({ id: 'c', name: 'new' });
  expect(next.pages[0]).toBe(data.pages[0]);
});

test('a list without the record, or no list at all, is left as it is', () => {
  const few = { items: [row('a')], total: 1 };

  expect(withRow(few, 'z', rename)).toBe(few);
  expect(withRow(undefined, 'a', rename)).toBeUndefined();
  expect(withRow([row('a')], 'a', rename)).toEqual([row('a')]);
  expect(withRow(few, 'a', rename)).toMatchObject({ items: [{ name: 'new' }], total: 1 });
});
