import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AssignmentRule } from './assignment-rule.ts';
import { type ChoiceInput, choosePerson, freshRotation, type Rotation } from './choose-person.ts';

type Person = Readonly<Record<string, unknown>> & { readonly id: string };
const aPerson = (id: string, more: object = {}): Person => ({ id, status: 'active', isAvailable: true, ...more });
const input = (
  method: AssignmentRule['method'],
  people: readonly Person[],
  more: Partial<Omit<ChoiceInput, 'rule'>> & { readonly rule?: Partial<AssignmentRule> } = {},
): ChoiceInput => ({
  lead: {},
  people: new Map(people.map((p) => [p.id, p])),
  load: new Map(),
  rotation: freshRotation,
  todayOf: () => '2026-11-23',
  ...more,
  // only the fields that a choice looks at
  rule: { method, pool: people.map((p) => ({ userId: p.id })), ...more.rule } as AssignmentRule,
});

/** Whom a rule gives this many leads to, one after the other. */
const give = (count: number, of: (rotation: Rotation, given: readonly string[]) => ChoiceInput): string[] => {
  const given: string[] = [];
  let rotation = freshRotation;
  for (let i = 0; i < count; i++) {
    const choice = choosePerson(of(rotation, given));
    if (!choice) return given;
    given.push(choice.userId);
    rotation = choice.rotation;
  }
  return given;
};
const countOf = (given: readonly string[], id: string): number => given.filter((g) => g === id).length;
const abc = ['a', 'b', 'c'].map((id) => aPerson(id));

describe('who is available', () => {
  test.each<[string, object, boolean]>([
    ['active', {}, true],
    ['invited', { status: 'invited' }, true],
    ['suspended', { status: 'suspended' }, false],
    ['gone', { status: 'deprovisioned' }, false],
    ['in the bin', { deletedAt: '2026-01-01T00:00:00Z' }, false],
    ['not taking leads', { isAvailable: false }, false],
    ['without a word on it', { isAvailable: undefined }, true],
    ['away until today', { awayUntil: '2026-11-23' }, false],
    ['away until yesterday', { awayUntil: '2026-11-22' }, true],
  ])('somebody who is %s', (_what, values, isAvailable) => {
    expect(choosePerson(input('roundRobin', [aPerson('a', values)]))?.userId).toBe(isAvailable ? 'a' : undefined);
  });

  test('nobody who is unknown, and nobody with as many open leads as the rule allows', () => {
    expect(choosePerson({ ...input('roundRobin', abc), people: new Map() })).toBeUndefined();
    const load = new Map([
      ['a', 3],
      ['b', 4],
      ['c', 2],
    ]);
    expect(choosePerson(input('roundRobin', abc, { load, rule: { maxOpenLeads: 3 } }))?.userId).toBe('c');
    expect(choosePerson(input('roundRobin', abc, { load, rule: { maxOpenLeads: 2 } }))).toBeUndefined();
  });
});

describe('round robin', () => {
  test('gives to each in turn', () => {
    expect(give(7, (rotation) => input('roundRobin', abc, { rotation }))).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
  });

  test('passes over who is away and goes on from there when they are back', () => {
    const withoutB = [aPerson('a'), aPerson('b', { isAvailable: false }), aPerson('c')];
    expect(give(6, (rotation, given) => input('roundRobin', given.length < 4 ? withoutB : abc, { rotation }))).toEqual([
      'a',
      'c',
      'a',
      'c',
      'a',
      'b',
    ]);
  });

  test('goes on with the next when the last one is not in the pool any more', () => {
    const rotation = { ...freshRotation, last: { '*': 'gone' } };
    expect(choosePerson(input('roundRobin', abc, { rotation }))?.userId).toBe('a');
  });

  test('somebody who is named twice has one turn', () => {
    const rule = { pool: [{ userId: 'a' }, { userId: 'a' }, { userId: 'b' }] };
    expect(give(4, (rotation) => input('roundRobin', abc, { rotation, rule }))).toEqual(['a', 'b', 'a', 'b']);
  });
});

describe('weighted', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  const pooled = (w: readonly number[]) => w.map((weight, i) => ({ userId: `p${i}`, weight }));
  const peopleOf = (w: readonly number[]) => w.map((_, i) => aPerson(`p${i}`));

  test('is exact over a cycle, and over every cycle', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 4 }), (w, cycles) => {
        const total = w.reduce((a, b) => a + b, 0);
        const given = give(total * cycles, (rotation) =>
          input('weighted', peopleOf(w), { rotation, rule: { pool: pooled(w) } }),
        );
        expect(w.map((_, i) => countOf(given, `p${i}`))).toEqual(w.map((weight) => weight * cycles));
      }),
    );
  });

  test('is never further than one lead from its share, all the way', () => {
    fc.assert(
      fc.property(weights, (w) => {
        const total = w.reduce((a, b) => a + b, 0);
        const given = give(total, (rotation) =>
          input('weighted', peopleOf(w), { rotation, rule: { pool: pooled(w) } }),
        );
        for (let n = 1; n <= total; n++)
          for (const [i, weight] of w.entries())
            expect(Math.abs(countOf(given.slice(0, n), `p${i}`) - (n * weight) / total)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('spreads: three to one is not three in a row and then one', () => {
    expect(
      give(4, (rotation) => input('weighted', peopleOf([3, 1]), { rotation, rule: { pool: pooled([3, 1]) } })),
    ).toEqual(['p0', 'p0', 'p1', 'p0']);
  });

  test('counts one where no weight is given', () => {
    expect(give(4, (rotation) => input('weighted', abc.slice(0, 2), { rotation }))).toEqual(['a', 'b', 'a', 'b']);
  });

  test('who was away is owed nothing for it', () => {
    const w = [1, 1];
    const away = [aPerson('p0'), aPerson('p1', { isAvailable: false })];
    const given = give(12, (rotation, soFar) =>
      input('weighted', soFar.length < 6 ? away : peopleOf(w), { rotation, rule: { pool: pooled(w) } }),
    );
    expect(countOf(given.slice(0, 6), 'p1')).toBe(0);
    expect(countOf(given.slice(6), 'p1')).toBe(3);
  });
});

describe('least loaded', () => {
  test('gives to who has the fewest, and in turn among equals', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5 }), { minLength: 3, maxLength: 3 }), (start) => {
        const load = new Map(abc.map((p, i) => [p.id, start[i] ?? 0]));
        let rotation = freshRotation;
        for (let i = 0; i < 20; i++) {
          const choice = choosePerson(input('leastLoaded', abc, { load, rotation }));
          if (!choice) throw new Error('somebody is available');
          expect(load.get(choice.userId)).toBe(Math.min(...load.values()));
          load.set(choice.userId, (load.get(choice.userId) ?? 0) + 1);
          rotation = choice.rotation;
        }
      }),
    );
    expect(give(3, (rotation) => input('leastLoaded', abc, { rotation }))).toEqual(['a', 'b', 'c']);
  });
});

describe('by territory', () => {
  const people = [
    aPerson('a', { territories: ['DE', 'AT'] }),
    aPerson('b', { territories: ['de'] }),
    aPerson('c', { territories: ['FR'] }),
    aPerson('d'),
  ];
  const of = (country: unknown, rotation: Rotation, field?: AssignmentRule['territoryField']) =>
    input('territory', people, {
      lead: { country, region: country },
      rotation,
      rule: field ? { territoryField: field } : {},
    });

  test('gives to those of the territory, each territory in its own turn', () => {
    const countries = ['DE', 'FR', ' de ', 'DE', 'AT', 'FR'];
    expect(give(6, (rotation, given) => of(countries[given.length], rotation))).toEqual(['a', 'c', 'b', 'a', 'a', 'c']);
  });

  test.each([undefined, '', '  ', 7, 'IT', '__proto__', 'constructor'])('a lead from %j goes to nobody', (country) => {
    expect(choosePerson(of(country, freshRotation))).toBeUndefined();
  });

  test('says in words what it looked at', () => {
    expect(choosePerson(of('DE', freshRotation, 'region'))?.reason).toBe(
      'next in turn for region DE among 2 available',
    );
  });

  test('a territory of a strange name has a turn like any other', () => {
    const strange = ['__proto__', 'constructor'].map((name) => aPerson(name, { territories: ['__proto__'] }));
    expect(give(3, (rotation) => input('territory', strange, { lead: { country: '__proto__' }, rotation }))).toEqual([
      '__proto__',
      'constructor',
      '__proto__',
    ]);
  });
});
