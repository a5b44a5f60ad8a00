import { FileUnreadable } from './encoding.ts';
import type { Separator } from './import-file.ts';

/** One row as it was read. `width` is the number of cells it had; of very wide rows only the first `maxCells` are kept. */
export type CsvRow = {
  readonly number: number;
  readonly cells: readonly string[];
  readonly width: number;
  readonly problem?: string;
};

/** Limits that keep one row from filling the memory. */
export const maxRowLength = 1_000_000;
export const maxCells = 1000;

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Reads rows as RFC 4180 describes, with any separator and line end, piece by piece; the pieces may be cut anywhere. Empty rows are left
 * out but counted. Throws `FileUnreadable` for a row longer than `maxRowLength`.
 */
export class CsvParser {
  readonly #separator: number;
  #text = '';
  #number = 0;

  constructor(separator: Separator) {
    this.#separator = separator.charCodeAt(0);
  }

  /** The rows that are complete with this piece. */
  push(piece: string): CsvRow[] {
    this.#text = this.#text === '' ? piece : this.#text + piece;
    return this.#read(false);
  }

  /** The row that the end of the file completes. */
  end(): CsvRow[] {
    return this.#read(true);
  }

  #read(isEnd: boolean): CsvRow[] {
    const rows: CsvRow[] = [];
    let from = 0;
    while (from < this.#text.length) {
      const next = this.#row(from, isEnd, rows);
      if (next === undefined) break;
      from = next;
    }
    this.#text = this.#text.slice(from);
    if (this.#text.length > maxRowLength) throw this.#tooLong();
    return rows;
  }

  #tooLong(): FileUnreadable {
    const row = this.#number + 1;
    const hint = 'Its line ends may be missing, or a quotation mark is not closed.';
    return new FileUnreadable(
      `Row ${row} is longer than ${maxRowLength.toLocaleString('en')} characters. ${hint}`,
      row,
    );
  }

  /** Reads the row that begins at `from`; answers where the next one begins, or nothing where its end has not come yet. */
  #row(from: number, isEnd: boolean, rows: CsvRow[]): number | undefined {
    const text = this.#text;
    const { length } = text;
    const cells: string[] = [];
    let width = 0;
    let problem: string | undefined;
    let at = from;
    for (;;) {
      let value: string;
      if (text.charCodeAt(at) === quote) {
        let start = at + 1;
        value = '';
        for (;;) {
          const close = text.indexOf('"', start);
          if (close < 0) {
            if (!isEnd) return undefined;
            problem = 'A quotation mark is opened and never closed.';
            value += text.slice(start);
            at = length;
            break;
          }
          value += text.slice(start, close);
          if (close + 1 === length && !isEnd) return undefined;
          if (text.charCodeAt(close + 1) !== quote) {
            at = close + 1;
            break;
          }
          value += '"';
          start = close + 2;
        }
        const end = this.#cellEnd(at);
        if (end > at) {
          problem ??= 'There is text after a closing quotation mark.';
          value += text.slice(at, end);
          at = end;
        }
      } else {
        const end = this.#cellEnd(at);
        value = text.slice(at, end);
        at = end;
      }
      width++;
      if (width <= maxCells) cells.push(value);
      if (at - from > maxRowLength) throw this.#tooLong();
      if (at < length && text.charCodeAt(at) === this.#separator) {
        at++;
        if (at === length && !isEnd) return undefined;
        continue;
      }
      break;
    }
    if (at === length && !isEnd) return undefined;
    const isEmpty = at === from;
    if (at < length) {
      if (text.charCodeAt(at) === carriageReturn) {
        if (at + 1 === length && !isEnd) return undefined;
        at += text.charCodeAt(at + 1) === lineFeed ? 2 : 1;
      } else at++;
    }
    this.#number++;
    if (!isEmpty) rows.push({ number: this.#number, cells, width, ...(problem && { problem }) });
    return at;
  }

  #cellEnd(from: number): number {
    const text = this.#text;
    const separator = this.#separator;
    let at = from;
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (c === separator || c === lineFeed || c === carriageReturn) break;
    }
    return at;
  }
}

/** All rows of a text that comes in pieces. */
export const rowsOf = async function* (pieces: AsyncIterable<string>, separator: Separator): AsyncGenerator<CsvRow[]> {
  const parser = new CsvParser(separator);
  for await (const piece of pieces) {
    const rows = parser.push(piece);
    if (rows.length > 0) yield rows;
  }
  yield parser.end();
};
