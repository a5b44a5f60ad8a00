import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { CsvParser, type CsvRow, maxRowLength } from './csv.ts';
import { csvLine, fromSafeCell, safeCell } from './csv-write.ts';
import { FileUnreadable } from './encoding.ts';
import type { Separator } from './import-file.ts';

const parse = (text: string, separator: Separator = ',', cut?: number): CsvRow[] => {
  const parser = new CsvParser(separator);
  const pieces = cut === undefined ? [text] : [text.slice(0, cut), text.slice(cut)];
  return [...pieces.flatMap((p) => parser.push(p)), ...parser.end()];
};
const cellsOf = (rows: readonly CsvRow[]) => rows.map((r) => [...r.cells]);
const cell = fc.oneof(
  fc.string(),
  fc.constantFrom('', '"', '""', ',', ';', '\n', '\r\n', '\r', 'a"b', ' x ', '|', '\t'),
);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });
const separator = fc.constantFrom<Separator>(',', ';', '\t', '|');

describe('the CSV parser', () => {
  it('reads back what was written, with every separator', () => {
    fc.assert(
      fc.property(table, separator, (rows, sep) => {
        expect(cellsOf(parse(rows.map((r) => csvLine(r, sep)).join(''), sep))).toEqual(rows);
      }),
    );
  });

  it('gives the same rows wherever the text is cut in two', () => {
    const text = 'a,"b ""x"" y",c\r\n"1\r\n2",,"z"\rq,"",\n\n\r\nlast,"open"';
    const whole = parse(text);

    for (let cut = 0; cut <= text.length; cut++) expect(parse(text, ',', cut), `cut at ${cut}`).toEqual(whole);
  });

  it('gives the same rows in pieces of any size', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 4 }), (rows, size) => {
        const text = rows.map((r) => csvLine(r)).join('');
        const parser = new CsvParser(',');
        const found: CsvRow[] = [];
        for (let i = 0; i < text.length; i += size) found.push(...parser.push(text.slice(i, i + size)));
        expect(cellsOf([...found, ...parser.end()])).toEqual(rows);
      }),
    );
  });

  it('agrees with papaparse', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((r) => csvLine(r)).join('');
        const theirs = Papa.parse<string[]>(text, {
          delimiter: ',',
          newline: '\r\n',
          skipEmptyLines: false,
        }).data.slice(0, -1);
        expect(cellsOf(parse(text))).toEqual(theirs);
      }),
    );
  });

  it('counts rows as a spreadsheet does, empty ones included', () => {
    expect(parse('h\n\n"a\nb"\nc\n').map((r) => r.number)).toEqual([1, 3, 4]);
  });

  it('names an unclosed quotation mark and text after a closed one', () => {
    expect(parse('a,b\n1,"2\n3,4')[1]?.problem).toBe('A quotation mark is opened and never closed.');
    expect(parse('a\n"1"2,3\n')[1]).toMatchObject({
      problem: 'There is text after a closing quotation mark.',
      cells: ['12', '3'],
    });
  });

  it('refuses a row without an end before it fills the memory, and names it', () => {
    const parser = new CsvParser(',');
    const line = 'x'.repeat(100_000);
    const push = () => {
      parser.push('a,b\n');
      for (let i = 0; i < 20; i++) parser.push(line);
    };
    expect(push).toThrow(FileUnreadable);
    expect(push).toThrow(`longer than ${maxRowLength.toLocaleString('en')}`);
  });

  it('keeps the first thousand cells of a row and says how many there were', () => {
    const [row] = parse(`${'a,'.repeat(400_000)}a`);
    expect(row?.width).toBe(400_001);
    expect(row?.cells).toHaveLength(1000);
  });
});

describe('a cell for a spreadsheet', () => {
  it('never begins like a formula, and its text comes back', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(
          fc.array(fc.constantFrom("'", ' ', '\u0000', '\u200b', '\ufeff', '\t', '"')),
          fc.constantFrom('=', '+', '-', '@', '＝'),
          fc.string(),
        )
        .map(([before, sign, after]) => before.join('') + sign + after),
    );
    fc.assert(
      fc.property(text, (value) => {
        const safe = safeCell(value);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(safe).not.toMatch(/^["\s\u0000-\u001f\u200b-\u200f\ufeff]*[=+\-@＝＋－＠]/);
        expect(fromSafeCell(safe)).toBe(value);
      }),
    );
  });
});
