import fc from 'fast-check';
import { z } from 'zod';
import { defineEntity, type Entity } from '../contract/entity.ts';
import type { Field } from '../contract/field.ts';
import {
  boolean,
  choice,
  choices,
  date,
  dateTime,
  email,
  emails,
  json,
  labels,
  longText,
  money,
  number,
  percent,
  phone,
  phones,
  ref,
  refs,
  rich,
  text,
  url,
} from '../contract/field.ts';
import { customKinds } from '../custom-field/custom-field.ts';
import type { FieldDefinition } from '../custom-field/definition.ts';
import { withCustomFields } from '../custom-field/with-custom-fields.ts';
import { operatorsOf, valueTypeOf } from './operators-of.ts';
import type { Operator, Predicate } from './predicate.ts';

const colours = ['red', 'green', "it's blue"].map((id) => ({ id, label: id }));
/** A custom field of every kind. */
const definitions: readonly FieldDefinition[] = customKinds.map(({ id: kind }, order) => ({
  id: kind,
  key: `x_${kind.toLowerCase()}`,
  label: `Custom ${kind}`,
  kind,
  order,
  ...((kind === 'enum' || kind === 'multiEnum') && { options: colours }),
  ...((kind === 'ref' || kind === 'multiRef') && { target: 'tree' }),
}));

/** Two nouns with a field of every kind, declared and custom, the one referring to the other; for tests. */
const plainTree = defineEntity({
  noun: 'tree',
  plural: 'trees',
  label: { one: 'Tree', many: 'Trees' },
  area: 'people',
  title: 'name',
  icon: 'tree',
  owned: true,
  fields: {
    name: text({ label: 'Name' }),
    height: number({ label: 'Height' }),
    kind: choice(['oak', 'elm', 'yew'], { label: 'Kind' }),
  },
  columns: ['name'],
});
const plainBird = defineEntity({
  noun: 'bird',
  plural: 'birds',
  label: { one: 'Bird', many: 'Birds' },
  area: 'people',
  title: 'name',
  icon: 'bird',
  owned: true,
  fields: {
    name: text({ label: 'Name' }),
    story: longText({ label: 'Story' }),
    page: rich({ label: 'Page' }),
    weight: number({ label: 'Weight' }),
    price: money({ label: 'Price' }),
    luck: percent({ label: 'Luck' }),
    hatchedOn: date({ label: 'Hatched' }),
    seenAt: dateTime({ label: 'Seen' }),
    isTame: boolean({ label: 'Tame' }),
    colour: choice(['red', 'green', 'blue'], { label: 'Colour' }),
    foods: choices(['seeds', 'worms', 'fish'], { label: 'Foods' }),
    mail: email({ label: 'Mail' }),
    mails: emails({ label: 'Mails' }),
    call: phone({ label: 'Call' }),
    calls: phones({ label: 'Calls' }),
    home: url({ label: 'Home' }),
    nicknames: labels({ label: 'Nicknames' }),
    extra: json(z.object({ a: z.number() }), { label: 'Extra' }),
    treeId: ref('tree', { label: 'Tree' }),
    treeIds: refs('tree', { label: 'Trees' }),
  },
  columns: ['name'],
});

export const tree: Entity = withCustomFields(plainTree, definitions);
export const bird: Entity = withCustomFields(plainBird, definitions);
export const testEntities: readonly Entity[] = [tree, bird];
export const findTestEntity = (noun: string): Entity | undefined => testEntities.find((e) => e.noun === noun);

const ids = ['A', 'B', 'C', 'D', 'E'].map((c) => `01HK154AMCZV0H5X0Y6J4S160${c}`);
export const [me = '', otherPerson = '', redTeam = '', blueTeam = ''] = ids;

/** Few letters, so that texts meet, and among them such as fold in unlike ways. */
const letters = fc.constantFrom(
  'a',
  'A',
  'b',
  'ä',
  'Ä',
  'ß',
  'ẞ',
  'é',
  'e\u0301',
  '\u0301',
  'İ',
  'ı',
  'Σ',
  'ς',
  '日',
  '😀',
  'ﬁ',
  ' ',
  '%',
  '_',
  "'",
  '"',
  '\\',
  '.',
  '0',
  '1',
);
const word = fc.string({ unit: letters, minLength: 1, maxLength: 4 });
const digits = fc.stringMatching(/^\+[1-3]{2,4}$/);
const day = fc.constantFrom(
  '2024-02-28',
  '2024-02-29',
  '2024-03-01',
  '2024-03-31',
  '2024-12-30',
  '2025-01-01',
  '2025-01-06',
);
const instant = fc.constantFrom(
  '2024-02-29T00:00:00Z',
  '2024-02-28T23:30:00.000Z',
  '2024-03-31T01:00:00.000Z',
  '2024-12-31T23:00:00.000Z',
  '2025-01-01T00:00:00.001Z',
);
const someNumber = fc.constantFrom(-1, 0, 0.5, 1, 2, 100, 1e15);
const id = fc.constantFrom(...ids);

const someValue = (field: Field): fc.Arbitrary<unknown> => {
  switch (field.kind) {
    case 'text':
    case 'longText':
    case 'url':
    case 'email':
      return field.many ? fc.array(fc.record({ value: word }), { maxLength: 2 }) : word;
    case 'richText':
      return fc.tuple(word, word).map(([a, b]) => `<p>${a}</p>${b}`);
    case 'phone':
      return field.many ? fc.array(fc.record({ value: digits }), { maxLength: 2 }) : digits;
    case 'number':
    case 'percent':
      return someNumber;
    case 'money':
      return fc.record({ amountMinor: fc.constantFrom(-1, 0, 1, 100), currency: fc.constantFrom('EUR', 'USD') });
    case 'date':
      return day;
    case 'dateTime':
      return instant;
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...(field.options ?? []).map((o) => o.id));
    case 'multiEnum':
      return fc.subarray((field.options ?? []).map((o) => o.id));
    case 'ref':
      return id;
    case 'multiRef':
      return fc.subarray(ids);
    case 'json':
      return fc.oneof(fc.array(word, { maxLength: 2 }), fc.constant({ kind: 'user', id: me }), fc.constant({ a: 1 }));
    default:
      return fc.constant(undefined);
  }
};

/** A record with any of the noun's fields, also with values that are not of the field's kind. */
export const recordOf = (entity: Entity): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(entity.allFields).map(([key, field]) => [
        key,
        fc.oneof(
          { weight: 8, arbitrary: someValue(field) },
          { weight: 2, arbitrary: fc.constant(undefined) },
          { weight: 1, arbitrary: fc.constantFrom(null, '', 7, [], {}) },
        ),
      ]),
    ),
    { requiredKeys: [] },
  );

const unit = fc.constantFrom('day', 'week', 'month', 'quarter', 'year');
const span = fc.oneof(
  fc.record({ this: unit }),
  fc.record({ last: fc.integer({ min: 1, max: 4 }), unit }),
  fc.record({ next: fc.integer({ min: 1, max: 4 }), unit }),
  fc.constant({ before: 'now' }),
  fc.constant({ after: 'now' }),
);

const operandOf = (field: Field, op: Operator): fc.Arbitrary<unknown> => {
  switch (valueTypeOf(field, op)) {
    case 'number':
    case 'percent':
    case 'money':
      return someNumber;
    case 'date':
    case 'dateTime':
      return fc.oneof(day, instant);
    case 'boolean':
      return fc.boolean();
    case 'option':
      return fc.constantFrom(...(field.options ?? []).map((o) => o.id));
    case 'record':
      return fc.oneof(id, fc.constantFrom('@me', '@myTeams'));
    case 'phone':
      return digits;
    default:
      return word;
  }
};

const comparisonOf = (entity: Entity): fc.Arbitrary<Predicate> => {
  const own = Object.entries({ ...entity.allFields }).map(([key, field]) => ({ path: key, field }));
  const further = Object.entries(entity.allFields).flatMap(([key, { kind, target }]) => {
    const reached = kind === 'ref' && target ? findTestEntity(target) : undefined;
    return reached
      ? Object.entries(reached.allFields).map(([inner, field]) => ({ path: `${key}.${inner}`, field }))
      : [];
  });
  return fc.constantFrom(...own, ...further).chain(({ path, field }) =>
    fc.constantFrom(...operatorsOf(field)).chain((op): fc.Arbitrary<Predicate> => {
      if (op === 'isEmpty' || op === 'isNotEmpty') return fc.constant({ field: path, op });
      const one = operandOf(field, op);
      const value: fc.Arbitrary<unknown> =
        op === 'within'
          ? span
          : op === 'between'
            ? fc.tuple(one, one)
            : op === 'in' || op === 'notIn'
              ? fc.array(one, { maxLength: 25 })
              : one;
      // the values fit the operators by construction
      return value.map((v) => ({ field: path, op, value: v }) as Predicate);
    }),
  );
};

/** A predicate over a noun: every operator of every field, own or one reference further, nested. */
export const predicateOf = (entity: Entity): fc.Arbitrary<Predicate> =>
  fc.letrec<{ node: Predicate; leaf: Predicate }>((tie) => ({
    leaf: comparisonOf(entity),
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      tie('leaf'),
      fc.array(tie('node'), { maxLength: 3 }).map((and) => ({ and })),
      fc.array(tie('node'), { maxLength: 3 }).map((or) => ({ or })),
      tie('node').map((not) => ({ not })),
    ),
  })).node;
