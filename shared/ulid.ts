const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const encode = (value: bigint, length: number): string => {
  let out = '';
  for (let rest = value, i = 0; i < length; i++, rest >>= 5n) out = alphabet.charAt(Number(rest & 31n)) + out;
  return out;
};
const decode = (text: string): bigint => [...text].reduce((sum, c) => (sum << 5n) | BigInt(alphabet.indexOf(c)), 0n);

/** Builds the ULID of a time (ms since 1970) and ten random bytes (https://github.com/ulid/spec). */
export const ulidOf = (timeMs: number, random: Uint8Array): string =>
  encode(BigInt(Math.trunc(timeMs)), 10) +
  encode(
    random.subarray(0, 10).reduce((n, b) => (n << 8n) | BigInt(b), 0n),
    16,
  );

/** The next ULID after `previous`: the fresh one where that is later, else `previous` + 1, so that order never turns back. */
export const ulidAfter = (fresh: string, previous: string | undefined): string =>
  previous === undefined || fresh > previous ? fresh : encode(decode(previous) + 1n, 26);

/** Milliseconds since 1970 that a ULID carries. */
export const timeOfUlid = (ulid: string): number => Number(decode(ulid.slice(0, 10)));

/** The smallest ULID of a time; for ranges. */
export const firstUlidAt = (timeMs: number): string =>
  encode(BigInt(Math.max(0, Math.trunc(timeMs))), 10) + '0'.repeat(16);
/** The largest ULID of a time; for ranges. */
export const lastUlidAt = (timeMs: number): string =>
  encode(BigInt(Math.max(0, Math.trunc(timeMs))), 10) + 'Z'.repeat(16);

export const isUlid = (text: string): boolean => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text);
