import { expect, test } from 'vitest';
import type { FieldInfo } from './field.ts';
import { plainValue } from './plain-value.ts';

const list = (item: FieldInfo): FieldInfo => ({ kind: 'json', label: 'List', item });

test('an entry is named by its first part, with the rest behind it and a tick where it is done', () => {
  const roles = list({
    kind: 'json',
    label: 'Role',
    parts: {
      contactId: { kind: 'ref', label: 'Contact', target: 'contact' },
      role: { kind: 'enum', label: 'Role', options: [{ id: 'champion', label: 'Champion' }] },
      isDone: { kind: 'boolean', label: 'Done' },
    },
  });
  const entries = [
    { contactId: 'c1', role: 'champion' },
    { contactId: 'c2', isDone: true },
  ];

  expect(plainValue(roles, entries, (_, id) => (id === 'c1' ? 'Maya' : 'Ada'))).toBe('Maya (Champion), Ada ✓');
});

test('addresses stay apart, since each has commas of its own', () => {
  const addresses = list({ kind: 'address', label: 'Address' });

  expect(plainValue(addresses, [{ lines: ['1 Quay'], postalCode: '24103', city: 'Kiel' }, { city: 'Oslo' }])).toBe(
    '1 Quay, 24103 Kiel; Oslo',
  );
});
