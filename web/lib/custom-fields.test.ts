import { expect, test } from 'vitest';
import type { FieldDefinition } from '#shared/custom-field/definition.ts';
import { fieldInfoOf } from './custom-fields.ts';
import { entityOf, fieldEver, fieldOf, learnCustomFields } from './declarations.ts';

const definition = (more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  id: '1',
  key: 'x_budget',
  label: 'Budget',
  kind: 'number',
  order: 1,
  ...more,
});

test('a custom field is a field like any other, also one reference further, until it is retired; then it is only named', () => {
  const before = entityOf('company');
  learnCustomFields({ company: [definition()] });

  expect(entityOf('company')?.ownFields.at(-1)).toBe('x_budget');
  expect(entityOf('company')?.fields['x_budget']).toMatchObject({ label: 'Budget', kind: 'number', readOnly: false });
  const deal = entityOf('deal');
  expect(deal && fieldOf(deal, 'companyId.x_budget')?.label).toBe('Company: Budget');
  expect(entityOf('contact')?.fields['x_budget']).toBeUndefined();

  learnCustomFields({ company: [definition({ isRetired: true })] });
  expect(entityOf('company')?.fields).toEqual(before?.fields);
  expect(fieldEver('company', 'x_budget')?.label).toBe('Budget');
});

test('the same definitions leave every noun as it is, so that nothing on the screen is made anew', () => {
  learnCustomFields({ company: [definition()] });
  const company = entityOf('company');
  learnCustomFields({ company: [definition()] });

  expect(entityOf('company')).toBe(company);
});

test('what is required but not always shown is needed only while it is shown', () => {
  const visibleWhen = { field: 'industry', op: 'isNotEmpty' } as const;

  expect(fieldInfoOf(definition({ isRequired: true }))).toMatchObject({ required: true });
  expect(fieldInfoOf(definition({ isRequired: true, visibleWhen }))).toMatchObject({
    required: false,
    requiredWhen: visibleWhen,
  });
});
