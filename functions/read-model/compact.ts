import { timeOfUlid, ulidOf } from '#shared/ulid.ts';
import type { Row } from './database.ts';
import type { ReadModel } from './model.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID in two parts that sort as it does: its time, and its ten random bytes. */
export const ulidParts = (ulid: string): { readonly ulidMs: number; readonly ulidRest: Uint8Array } => {
  const ulidRest = new Uint8Array(10);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = 10; i < 26; i++) {
    held = ((held << 5) | Math.max(0, alphabet.indexOf(ulid.charAt(i)))) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    ulidRest[at++] = (held >> bits) & 0xff;
  }
  return { ulidMs: timeOfUlid(ulid), ulidRest };
};

/** The ULID of a row that has it in its two parts. */
export const idOfRow = (row: Row | ReturnType<typeof ulidParts>): string =>
  ulidOf(Number(row.ulidMs), row.ulidRest instanceof Uint8Array ? row.ulidRest : new Uint8Array(10));

/**
 * What stands for a record in `touch`, where it may not be known yet: the last 63 bits of its id, all of them random. Of a million records
 * two share it with a chance of one in ten million.
 */
export const touchKey = (id: string): bigint => {
  let key = 0n;
  for (let i = Math.max(0, id.length - 13); i < id.length; i++)
    key = (key << 5n) | BigInt(Math.max(0, alphabet.indexOf(id.charAt(i))));
  return BigInt.asUintN(63, key);
};

/** The number of a text that many rows repeat. */
export const termOf = ({ db }: ReadModel, text: string): number => {
  const known = db.prepare('SELECT t FROM term WHERE text = ?').get(text);
  return Number(known ? known.t : db.prepare('INSERT INTO term (text) VALUES (?)').run(text).lastInsertRowid);
};
