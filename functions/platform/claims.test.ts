import fc from 'fast-check';
import { expect, test } from 'vitest';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { pipeline } from '#shared/pipeline/pipeline.ts';
import { canonicalValue, claimsOf } from './claims.ts';
import { claimKey } from './stored.ts';

// only the fields that claims look at
const record = (values: object): AnyRecord => values as AnyRecord;

test.each([
  ['Ada@Example.com', 'ada@example.com'],
  ['ＡＤＡ@example.com', 'ada@example.com'],
  ['K', 'k'],
  ['ﬁne', 'fine'],
  ['e\u0301', 'é'],
])('%j meets %j', (a, b) => {
  expect(canonicalValue(a)).toBe(canonicalValue(b));
});

test('a homoglyph does not meet what it looks like', () => {
  expect(canonicalValue('аda@example.com')).not.toBe(canonicalValue('ada@example.com'));
});

test('a canonical value is its own canonical value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(canonicalValue(canonicalValue(text))).toBe(canonicalValue(text));
    }),
    { numRuns: 2000 },
  );
});

test('values of any length fit a key, and long ones that differ at their end are told apart', () => {
  const long = 'é'.repeat(5000);

  expect(Buffer.byteLength(claimKey('company', 'name', canonicalValue(`${long}a`)).pk)).toBeLessThan(2048);
  expect(canonicalValue(`${long}a`)).not.toBe(canonicalValue(`${long}b`));
  expect(canonicalValue(`${long}A`)).toBe(canonicalValue(`${long}a`));
});

test('two claims are the same only for the same noun, field and value', () => {
  const word = fc.constantFrom('a', 'b', 'a.b', 'A');
  const value = fc.string({ unit: fc.constantFrom('a', '#', '.', '|', ' ', '\u0000') });
  fc.assert(
    fc.property(word, word, value, word, word, value, (n1, f1, v1, n2, f2, v2) => {
      const isSame =
        claimKey(n1.replace('.', ''), f1.replace('.', ''), v1).pk ===
        claimKey(n2.replace('.', ''), f2.replace('.', ''), v2).pk;
      expect(isSame).toBe(
        n1.replace('.', '') === n2.replace('.', '') && f1.replace('.', '') === f2.replace('.', '') && v1 === v2,
      );
    }),
  );
});

test('a contact claims each of its addresses once', () => {
  const emails = [{ value: 'a@example.com' }, { value: 'A@example.com' }, { value: 'b@example.com' }];

  expect(claimsOf(contact, record({ emails }))).toEqual([
    { field: 'emails', value: 'a@example.com' },
    { field: 'emails', value: 'b@example.com' },
  ]);
  expect(claimsOf(pipeline, record({ name: 'Sales' }))).toEqual([{ field: 'name', value: 'sales' }]);
});

test('what is in the bin, what has no value and what is not unique claims nothing', () => {
  const emails = [{ value: 'a@example.com' }];

  expect(claimsOf(contact, record({ emails, deletedAt: '2026-01-01T00:00:00Z' }))).toEqual([]);
  expect(claimsOf(contact, record({}))).toEqual([]);
  expect(claimsOf(contact, undefined)).toEqual([]);
  expect(claimsOf(company, record({ name: 'Acme' }))).toEqual([]);
});
