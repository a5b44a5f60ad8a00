import { expect, test } from 'vitest';
import type { Group } from '#web/app/api.ts';
import type { FieldInfo } from '#web/ui/field.ts';
import { both, groupFilter, ordered } from './grouping.ts';

const field = (kind: FieldInfo['kind'], more: Partial<FieldInfo> = {}): FieldInfo => ({
  label: 'Field',
  kind,
  ...more,
});
const group = (key: Group['key'], count = 1): Group => ({ key, count, sums: {} });
const keys = (groups: readonly Group[]) => groups.map(({ key }) => key);

test('choices follow one another as they are declared, and what has no value comes last', () => {
  const status = field('enum', {
    options: [
      { id: 'open', label: 'Open' },
      { id: 'won', label: 'Won' },
    ],
  });

  expect(keys(ordered(status, [group(null, 9), group('won', 5), group('open', 1)]))).toEqual(['open', 'won', null]);
});

test('records follow one another in their own order, others by how many they are', () => {
  const stage = field('ref', { target: 'stage' });

  expect(keys(ordered(stage, [group('b', 1), group('a', 9), group('c', 5)], ['c', 'b', 'a']))).toEqual(['c', 'b', 'a']);
  expect(keys(ordered(stage, [group('b', 1), group('a', 9), group('c', 5)]))).toEqual(['a', 'c', 'b']);
});

test('days go from early to late', () => {
  expect(keys(ordered(field('date'), [group('2026-03-01', 9), group('2026-01-01')]))).toEqual([
    '2026-01-01',
    '2026-03-01',
  ]);
});

test('rows of a group meet the filter of the list as well', () => {
  expect(both({ field: 'a', op: 'eq', value: 1 }, groupFilter('b', null))).toEqual({
    and: [
      { field: 'a', op: 'eq', value: 1 },
      { field: 'b', op: 'isEmpty' },
    ],
  });
  expect(both(undefined, groupFilter('b', 'x'))).toEqual({ field: 'b', op: 'eq', value: 'x' });
});
