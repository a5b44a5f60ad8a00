/**
 * What is wrong with a value, as the server says it: of the field that the pointer names, so that its label may stand before it. The words
 * are a promise, like a code: clients that speak another language know them by this list.
 */
export const detailCatalog = {
  needed: 'is needed',
  labelNeeded: '{label} is needed.',
  empty: 'must not be empty',
  notANumber: 'must be a number',
  notAWholeNumber: 'must be a whole number',
  notText: 'must be text',
  notABoolean: 'must be true or false',
  notAList: 'must be a list',
  notAnObject: 'must be an object',
  notAChoice: 'must be one of {choices}',
  tooLong: 'must have at most {max} characters',
  tooManyEntries: 'must have at most {max} entries',
  tooFewEntries: 'must have at least {min} entries',
  tooLarge: 'must be at most {max}',
  tooSmall: 'must be at least {min}',
  more: 'must be more than {min}',
  less: 'must be less than {max}',
  nearlyZero: 'must be 0 or not so close to it',
  notADay: 'must be a day such as 2026-12-24',
  notAnInstant: 'must be an instant such as 2026-12-24T09:30:00Z',
  notUnicode: 'must be well-formed Unicode',
  controlCharacters: 'must not contain control characters',
  blankEnds: 'must not begin or end with a blank',
  notAnEmail: 'must be an e-mail address in lower case',
  notAPhone: 'must be a phone number, best with its country code',
  notAnAddress: 'must begin with http:// or https://',
  notAnId: 'must be an id of 26 characters',
  notACurrency: 'must be an ISO 4217 code',
  unknown: 'is not a known property',
  taken: 'is already in use',
  notAllowed: 'You may not change this field.',
  noSuch: 'There is no such {label}.',
  retiredChoice: '{label} can no longer be chosen.',
} as const;
export type DetailCode = keyof typeof detailCatalog;

/** The words of a detail, with its values in their places. */
export const detail = (code: DetailCode, values: Readonly<Record<string, string | number>> = {}): string =>
  detailCatalog[code].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
