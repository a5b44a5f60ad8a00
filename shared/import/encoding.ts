import type { Encoding } from './import-file.ts';

/** A file cannot be read as rows at all, and why; `row` where it is known. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
  readonly row: number | undefined;
  constructor(detail: string, row?: number) {
    super(detail);
    this.row = row;
  }
}

const signatures: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive (an Excel workbook is one, too)'],
  [[0x50, 0x4b, 0x05, 0x06], 'an empty ZIP archive'],
  [[0x1f, 0x8b], 'a gzip archive'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a zstd archive'],
  [[0x89, 0x50, 0x4e, 0x47], 'a picture'],
  [[0xff, 0xd8, 0xff], 'a picture'],
  [[0xff, 0xfe, 0x00, 0x00], 'text in UTF-32'],
  [[0x00, 0x00, 0xfe, 0xff], 'text in UTF-32'],
];

const begins = (bytes: Uint8Array, with_: readonly number[]): boolean => with_.every((b, i) => bytes[i] === b);

/** Shares of NUL among the bytes at even and odd positions: in UTF-16 one of the two holds the upper halves of Latin letters. */
const nulShares = (bytes: Uint8Array): { even: number; odd: number } => {
  const pairs = Math.floor(bytes.length / 2);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs * 2; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  return pairs === 0 ? { even: 0, odd: 0 } : { even: even / pairs, odd: odd / pairs };
};

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    // the end may cut a character in two
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
};

const isBinary = (bytes: Uint8Array): boolean => {
  let control = 0;
  for (const b of bytes) if (b < 0x20 && b !== 0x09 && b !== 0x0a && b !== 0x0d) control++;
  return control > Math.max(8, bytes.length * 0.05);
};

const recognisedBytes = 256 * 1024;

/**
 * The encoding of a file by its first bytes: byte order mark, then the pattern of UTF-16 without one, then whether it is UTF-8; else
 * Windows-1252. Throws `FileUnreadable` for what is no text.
 */
export const recogniseEncoding = (file: Uint8Array): Encoding => {
  const head = file.subarray(0, recognisedBytes);
  if (head.length === 0) throw new FileUnreadable('The file is empty.');
  const known = signatures.find(([signature]) => begins(head, signature));
  if (known) throw new FileUnreadable(`The file is ${known[1]}, not a CSV file. Save it as CSV first.`);
  if (begins(head, [0xef, 0xbb, 0xbf])) return 'utf-8';
  if (begins(head, [0xff, 0xfe])) return 'utf-16le';
  if (begins(head, [0xfe, 0xff])) return 'utf-16be';
  const { even, odd } = nulShares(head);
  if (odd > 0.3 && even < 0.05) return 'utf-16le';
  if (even > 0.3 && odd < 0.05) return 'utf-16be';
  if (isBinary(head)) throw new FileUnreadable('The file is not a text file: it holds control characters.');
  return isUtf8(head) ? 'utf-8' : 'windows-1252';
};

/** Turns the bytes of a file into text, piece by piece; a byte order mark is left out, what is not understood becomes U+FFFD. */
export const textOf = async function* (bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
};
