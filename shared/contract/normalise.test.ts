import { expect, test } from 'vitest';
import { address, group, list, text } from './field.ts';
import { normaliseFields } from './normalise.ts';

const profile = group({ network: text({ label: 'Network', required: true }) }, { label: 'Profile' });
const allFields = {
  profiles: list(profile, { label: 'Profiles' }),
  addresses: list(address({ label: 'Address' }), { label: 'Addresses' }),
};

test('blanks around what was typed go, inside lists and their entries too', () => {
  expect(
    normaliseFields(
      { allFields },
      { profiles: [{ network: ' Mastodon ' }], addresses: [{ lines: ['1 Quay ', ' Dock'], city: ' Kiel' }] },
    ),
  ).toEqual({ profiles: [{ network: 'Mastodon' }], addresses: [{ lines: ['1 Quay', 'Dock'], city: 'Kiel' }] });
});

test('what is not of the declared shape is left for the schema to refuse', () => {
  const odd = { profiles: [null, 'x', { other: ' y ' }], addresses: 'nowhere' };

  expect(normaliseFields({ allFields }, odd)).toEqual(odd);
});
