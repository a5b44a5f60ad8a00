import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { company } from '#shared/company/company.ts';
import { aChain } from '#test/fakes/chain.ts';
import { idOf } from '#test/fakes/people.ts';
import { canonicalJson, changedFields, commitmentOf, hashOf, saltOf } from './event-hash.ts';

describe('canonical JSON', () => {
  test('is the same whatever the order of the keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (values) => {
        const turned = Object.fromEntries(Object.entries(values).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(values));
      }),
    );
  });

  test('reads back as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('tells values apart that JSON tells apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const isSame = canonicalJson(a) === canonicalJson(b);
        expect(isSame).toBe(
          canonicalJson(JSON.parse(JSON.stringify(a))) === canonicalJson(JSON.parse(JSON.stringify(b))),
        );
        if (!isSame) expect(JSON.stringify(a)).not.toBe(JSON.stringify(b));
      }),
    );
  });

  test('leaves undefined out', () => {
    expect(canonicalJson({ a: undefined, b: [undefined], c: null })).toBe('{"b":[null],"c":null}');
  });
});

test('a commitment differs with the field, the value and the salt', () => {
  const salt = saltOf('s', 'a');

  expect(commitmentOf('a', 1, salt)).not.toBe(commitmentOf('b', 1, salt));
  expect(commitmentOf('a', 1, salt)).not.toBe(commitmentOf('a', 2, salt));
  expect(commitmentOf('a', 1, salt)).not.toBe(commitmentOf('a', 1, saltOf('t', 'a')));
  expect(saltOf('s', 'a')).not.toBe(saltOf('s', 'b'));
});

test('the hash covers everything that an event says', async () => {
  const { events } = await aChain(company, idOf(1, 'C'), [{ name: 'Acme' }, { name: 'Acme Ltd', tier: 'gold' }]);
  const [, second] = events;
  if (!second) throw new Error('a chain of two has a second event');
  const changes = {
    eventId: 'x',
    noun: 'contact',
    recordId: 'x',
    version: 7,
    schemaVersion: 2,
    type: 'company.removed',
    at: '2026-01-01T00:00:00.000Z',
    actor: { kind: 'user' as const, id: 'x' },
    cause: { chain: ['x'] },
    record: { ...second.record, tier: 'silver' },
    before: {},
    salt: 'x',
    previousHash: 'x',
  };

  expect(hashOf(second)).toBe(second.hash);
  for (const [field, value] of Object.entries(changes))
    expect(hashOf({ ...second, [field]: value }), field).not.toBe(second.hash);
});

test('the first event changes all its fields, a later one those that it names', async () => {
  const { events } = await aChain(company, idOf(1, 'C'), [{ name: 'Acme' }, { tier: 'gold' }]);
  const [first, second] = events;

  expect(first && changedFields(first)).toEqual(['createdAt', 'createdBy', 'id', 'name', 'type']);
  expect(second && changedFields(second)).toEqual(['tier']);
});
