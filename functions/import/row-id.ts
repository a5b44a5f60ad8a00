import { createHash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The id of the record that a row makes: the time of the import and a digest of what it comes from, in the form of a ULID. The same row
 * of the same import has the same id for ever, so that writing it twice is noticed.
 */
export const derivedId = (importId: string, ...of: readonly (string | number)[]): string => {
  const digest = createHash('sha256')
    .update(JSON.stringify([importId, ...of]))
    .digest();
  let id = importId.slice(0, 10);
  for (let i = 0; i < 16; i++) id += alphabet.charAt((digest[i] ?? 0) & 31);
  return id;
};

/** The id of the record that row `row` of file `file` makes. */
export const rowId = (importId: string, file: number, row: number): string => derivedId(importId, 'row', file, row);
/** The id of the record that is made because a cell names it. */
export const madeId = (importId: string, noun: string, name: string): string => derivedId(importId, 'made', noun, name);
