import { expect, test } from 'vitest';
import { languageOf, localeOf, withRegion } from './language.ts';

test.each([
  [null, ['fr-FR', 'de-AT', 'en-US'], 'de-AT'],
  [null, ['en-GB', 'de'], 'en-GB'],
  [null, ['fr-FR'], 'en'],
  [null, [], 'en'],
  ['de', ['en-GB', 'de-CH'], 'de-CH'],
  ['de', ['en-GB'], 'de'],
  ['de-AT', ['de-DE'], 'de-AT'],
  ['fr', ['de-DE'], 'de-DE'],
])('with %s kept and a browser that speaks %j it begins in %s', (kept, preferred, locale) => {
  expect(localeOf(kept, preferred)).toBe(locale);
});

test('a language that only begins alike is another one', () => {
  expect(languageOf('den')).toBeUndefined();
  expect(languageOf('de-AT')).toBe('de');
  expect(withRegion('en', ['eng', 'en-US'])).toBe('en-US');
});
