import { headingWords } from './headings.ts';
import type { Sample } from './recognise.ts';

/** What a data dictionary says about the columns of other files. */
export type Dictionary = { readonly describe: (fileName: string, heading: string) => string | undefined };

const fieldHeadings = new Set([
  'field',
  'field name',
  'column',
  'column name',
  'attribute',
  'variable',
  'feld',
  'spalte',
]);
const textHeadings = new Set([
  'description',
  'definition',
  'meaning',
  'comment',
  'explanation',
  'beschreibung',
  'bedeutung',
]);
const tableHeadings = new Set(['table', 'file', 'dataset', 'entity', 'table name', 'tabelle', 'datei']);

const bare = (fileName: string): string => headingWords(fileName.replace(/\.[a-z]{2,4}$/i, ''));

/** Reads a file as a data dictionary; undefined unless most of its rows name columns of the other files. */
export const readDictionary = (
  sample: Sample,
  others: readonly { readonly headings: readonly string[] }[],
): Dictionary | undefined => {
  const words = sample.headings.map(headingWords);
  const field = words.findIndex((w) => fieldHeadings.has(w));
  const text = words.findIndex((w) => textHeadings.has(w));
  const table = words.findIndex((w) => tableHeadings.has(w));
  if (field < 0 || text < 0 || sample.rows.length === 0) return undefined;
  const known = new Set(others.flatMap((o) => o.headings.map(headingWords)));
  const named = sample.rows.filter((r) => known.has(headingWords(r.cells[field] ?? ''))).length;
  // alone, its headings must say it; beside others, its rows must
  const isOne = others.length === 0 ? table >= 0 : named >= sample.rows.length * 0.5;
  if (!isOne) return undefined;
  const entries = sample.rows.map((r) => ({
    table: table < 0 ? '' : headingWords(r.cells[table] ?? ''),
    field: headingWords(r.cells[field] ?? ''),
    text: (r.cells[text] ?? '').trim().replace(/\s+/g, ' ').slice(0, 300),
  }));
  return {
    describe: (fileName, heading) => {
      const of = entries.filter((e) => e.field === headingWords(heading));
      const found = of.find((e) => e.table === bare(fileName)) ?? of.find((e) => e.table === '');
      return found?.text || undefined;
    },
  };
};

/** The multiplier that a description names: “in millions of USD” → 1,000,000. */
export const multiplierIn = (text: string): 1 | 1000 | 1_000_000 | 1_000_000_000 => {
  const words = ` ${headingWords(text)} `;
  if (/ (billions?|bn|milliarden|mrd) /.test(words)) return 1_000_000_000;
  if (/ (millions?|mn|mio|millionen) /.test(words)) return 1_000_000;
  return / (thousands?|tausend|tsd|k) /.test(words) ? 1000 : 1;
};

const currencyNames: Readonly<Record<string, string>> = {
  dollars: 'USD',
  euros: 'EUR',
  euro: 'EUR',
  pounds: 'GBP',
  yen: 'JPY',
  francs: 'CHF',
};
const currencyCode =
  /\b(USD|EUR|GBP|JPY|CHF|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|INR|CNY|BRL|MXN|ZAR|SGD|HKD|KRW|TRY)\b/;

/** The currency that a description or heading names. */
export const currencyIn = (text: string): string | undefined => {
  const code = currencyCode.exec(text)?.[1];
  if (code) return code;
  const word = headingWords(text)
    .split(' ')
    .find((w) => Object.hasOwn(currencyNames, w));
  return word ? currencyNames[word] : text.includes('€') ? 'EUR' : text.includes('£') ? 'GBP' : undefined;
};

/** Where in a description a value stands: what is named first comes first, as in “Prospecting > Engaging > Won / Lost”. */
export const placeIn = (text: string | undefined, value: string): number => {
  const at = text === undefined ? -1 : ` ${headingWords(text)} `.indexOf(` ${headingWords(value)} `);
  return at < 0 ? Number.MAX_SAFE_INTEGER : at;
};
