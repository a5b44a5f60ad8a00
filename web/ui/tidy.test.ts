import { expect, test } from 'vitest';
import type { FieldInfo } from './field.ts';
import { missingIn, tidied } from './tidy.ts';

const roles: FieldInfo = {
  kind: 'json',
  label: 'Roles',
  item: {
    kind: 'json',
    label: 'Role',
    parts: {
      name: { kind: 'text', label: 'Name', required: true },
      isMain: { kind: 'boolean', label: 'Main', required: true },
    },
  },
};
const addresses: FieldInfo = { kind: 'json', label: 'Addresses', item: { kind: 'address', label: 'Address' } };

test('entries that nobody filled in are not sent', () => {
  expect(tidied(roles, [{}, { name: 'Buyer' }, { name: '', isMain: false }])).toEqual([
    { name: 'Buyer', isMain: false },
  ]);
  expect(tidied(roles, [{}])).toBeUndefined();
  expect(tidied({ kind: 'email', label: 'E-mails', many: true }, [{ value: 'a@b.example' }, { value: '' }])).toEqual([
    { value: 'a@b.example' },
  ]);
});

test('an address is nothing without a place', () => {
  expect(tidied(addresses, [{ kind: 'billing' }, { kind: 'office', city: 'Kiel', lines: ['1 Quay', ''] }])).toEqual([
    { kind: 'office', city: 'Kiel', lines: ['1 Quay'] },
  ]);
});

test('what an entry still lacks is said with its number', () => {
  expect(missingIn(roles, tidied(roles, [{ name: 'Buyer' }, { isMain: true }]))).toBe('Name is missing in role 2.');
  expect(missingIn(roles, undefined)).toBeUndefined();
});
