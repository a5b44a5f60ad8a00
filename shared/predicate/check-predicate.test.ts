import { expect, test } from 'vitest';
import { bird, findTestEntity } from './arbitraries.ts';
import { checkPredicate } from './check-predicate.ts';
import type { Predicate } from './predicate.ts';

const check = (predicate: Predicate, hidden: readonly string[] = []) =>
  checkPredicate(predicate, {
    entity: bird,
    findEntity: findTestEntity,
    readable: (noun, field) => !hidden.includes(`${noun}.${field}`),
  });
const details = (predicate: Predicate, hidden?: readonly string[]) => check(predicate, hidden).map((i) => i.detail);

test('a predicate that fits its fields is accepted', () => {
  expect(
    check({
      and: [
        { field: 'name', op: 'contains', value: 'wren' },
        { not: { field: 'price', op: 'between', value: [100, 200] } },
        {
          or: [
            { field: 'treeId.kind', op: 'in', value: ['oak'] },
            { field: 'ownerId', op: 'eq', value: '@me' },
          ],
        },
        { field: 'seenAt', op: 'within', value: { last: 7, unit: 'day' } },
        { field: 'seenAt', op: 'gte', value: '2024-01-01' },
        { field: 'teamIds', op: 'in', value: '@myTeams' },
        { field: 'story', op: 'isEmpty' },
      ],
    }),
  ).toEqual([]);
});

test('everything that is wrong is named where it stands', () => {
  expect(
    check(
      { and: [{ field: 'wings', op: 'eq', value: 2 }, { not: { or: [{ field: 'name', op: 'gt', value: 'a' }] } }] },
      [],
    ),
  ).toEqual([
    { pointer: 'query/filter/and/0', detail: 'wings is not a field of birds' },
    { pointer: 'query/filter/and/1/not/or/0', detail: expect.stringContaining('name takes contains') },
  ]);
});

test('a hidden field is refused, also at the far end of a reference or as the reference itself', () => {
  expect(details({ field: 'weight', op: 'gt', value: 1 }, ['bird.weight'])).toEqual(['weight is not open to you']);
  expect(details({ field: 'treeId.height', op: 'gt', value: 1 }, ['tree.height'])).toEqual([
    'treeId.height is not open to you',
  ]);
  expect(details({ field: 'treeId.height', op: 'gt', value: 1 }, ['bird.treeId'])).toEqual([
    'treeId.height is not open to you',
  ]);
  expect(details({ field: 'weight', op: 'isEmpty' }, ['bird.weight'])).toEqual(['weight is not open to you']);
});

test('values of the wrong kind are refused', () => {
  const wrong: Predicate[] = [
    { field: 'weight', op: 'eq', value: '1' },
    { field: 'isTame', op: 'eq', value: 'true' },
    { field: 'colour', op: 'eq', value: 'pink' },
    { field: 'hatchedOn', op: 'eq', value: '2024-02-30' },
    { field: 'hatchedOn', op: 'within', value: 7 },
    { field: 'hatchedOn', op: 'eq', value: { this: 'day' } },
    { field: 'treeId', op: 'eq', value: 'x' },
    { field: 'treeId', op: 'in', value: '01HK154AMCZV0H5X0Y6J4S160A' },
    { field: 'weight', op: 'between', value: [1] },
    { field: 'name', op: 'contains', value: '' },
    { field: 'call', op: 'contains', value: 'abc' },
    { field: 'name', op: 'isEmpty', value: true },
  ];

  for (const predicate of wrong) expect(details(predicate), JSON.stringify(predicate)).toHaveLength(1);
});

test('neither what every object has nor two steps are fields', () => {
  for (const field of ['constructor', 'toString', '__proto__', 'treeId.ownerId.name', 'name.length'])
    expect(details({ field, op: 'isEmpty' })).toEqual([`${field} is not a field of birds`]);
});

test('a predicate that is too deep or too large is refused', () => {
  const leaf: Predicate = { field: 'weight', op: 'gt', value: 1 };
  const nest = (levels: number): Predicate => (levels === 1 ? leaf : { not: nest(levels - 1) });
  const many: Predicate = { or: Array.from({ length: 5 }, () => ({ and: Array.from({ length: 41 }, () => leaf) })) };

  expect(check(nest(8))).toEqual([]);
  expect(details(nest(9))).toEqual(['must not be deeper than 8 levels']);
  expect(details(many)).toEqual(['must not have more than 200 comparisons']);
});
