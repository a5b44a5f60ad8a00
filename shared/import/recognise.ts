import type { Entity } from '../contract/entity.ts';
import { CsvParser, type CsvRow } from './csv.ts';
import { FileUnreadable } from './encoding.ts';
import { headingWords, matchHeadings } from './headings.ts';
import { type Separator, separators } from './import-file.ts';
import { couldHold, type Profile, profileColumn } from './profile.ts';
import { importTargets, isImportable } from './targets.ts';

/** Most columns that a file may have. */
export const maxColumns = 200;

/** What was read of a file: its headings and first rows. */
export type Sample = {
  readonly hasHeader: boolean;
  readonly headings: readonly string[];
  readonly rows: readonly CsvRow[];
  /** The number of rows in the piece, and whether the whole file was in it. */
  readonly isWhole: boolean;
};

const parseAll = (text: string, separator: Separator, isWhole: boolean): CsvRow[] => {
  const parser = new CsvParser(separator);
  const rows = parser.push(text);
  // the last row may be cut
  return isWhole ? [...rows, ...parser.end()] : rows;
};

/** The separator by which the first rows have the most cells, the same number each; a comma where none does. */
export const recogniseSeparator = (text: string): Separator => {
  const head = text.slice(0, 64 * 1024);
  const scored = separators.map((separator) => {
    let rows: CsvRow[] = [];
    try {
      rows = parseAll(head, separator, head.length === text.length).slice(0, 100);
    } catch (error) {
      if (!(error instanceof FileUnreadable)) throw error;
    }
    const width = rows[0]?.width ?? 0;
    const same = rows.filter((r) => r.width === width).length;
    return { separator, score: width < 2 ? 0 : (same / rows.length) * Math.log2(width + 1) };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.separator;
};

const looksLikeValue = (cell: string): boolean => {
  const profile = profileColumn([cell]);
  return profile.numbers === 1 || profile.days === 1 || profile.emails === 1 || profile.urls === 1;
};

/** Headings are texts, each another one, none of them a number, a date or an address. */
export const recogniseHeader = (first: CsvRow | undefined): boolean => {
  const cells = first?.cells.map((c) => c.trim()) ?? [];
  const filled = cells.filter((c) => c !== '');
  return filled.length > 0 && new Set(filled).size === filled.length && !filled.some(looksLikeValue);
};

/** Reads the beginning of a file. Throws `FileUnreadable` where it has no rows or too many columns. */
export const readSample = (text: string, isWhole: boolean, separator: Separator, hasHeader?: boolean): Sample => {
  const rows = parseAll(text, separator, isWhole);
  const [first] = rows;
  if (!first) throw new FileUnreadable('The file has no rows.');
  if (first.width > maxColumns)
    throw new FileUnreadable(`Row 1 has ${first.width.toLocaleString('en')} columns; ${maxColumns} are possible.`, 1);
  const isHeader = hasHeader ?? recogniseHeader(first);
  const headings = first.cells.map((c, i) => (isHeader ? c.trim().slice(0, 200) : `Column ${i + 1}`));
  return { hasHeader: isHeader, headings, rows: isHeader ? rows.slice(1) : rows, isWhole };
};

const bare = (fileName: string): string => headingWords(fileName.replace(/\.[a-z]{2,4}$/i, ''));

/** How much a file's name says that it holds records of a noun. */
const nameSays = (entity: Entity, fileName: string): number => {
  const title = entity.allFields[entity.title];
  const names = [entity.label.one, entity.label.many, ...(title?.aliases ?? [])].map(headingWords);
  const words = bare(fileName);
  const singular = words.replace(/ies$/, 'y').replace(/s$/, '');
  return names.some((n) => n === words || n === singular)
    ? 1
    : names.some((n) => n.length > 3 && words.includes(n))
      ? 0.5
      : 0;
};

export type NounScore = { readonly entity: Entity; readonly score: number; readonly matched: number };

/** How well a file fits a noun: which share of its columns names a field of it, and whether it brings what the noun cannot do without. */
export const scoreNoun = (
  entity: Entity,
  headings: readonly string[],
  profiles: readonly Profile[],
  fileName: string,
): NounScore => {
  const matches = matchHeadings(entity, headings).filter((m) => {
    const profile = profiles[m.column];
    return profile === undefined || couldHold(profile, m.target.form);
  });
  const needed = importTargets(entity).filter((t) => t.isRequired);
  const has = new Set(matches.map((m) => m.target.key));
  const missing = needed.filter((t) => !has.has(t.key)).length;
  const total = matches.reduce((sum, m) => sum + m.score, 0);
  const titled = has.has(entity.title) ? 0.15 : 0;
  // a name can be put together from others, anything else that is missing cannot
  const penalty =
    missing === 0 ? 0 : missing === 1 && needed.some((t) => t.key === entity.title && !has.has(t.key)) ? 0.1 : 0.4;
  const score =
    headings.length === 0 ? 0 : total / headings.length + titled + 0.2 * nameSays(entity, fileName) - penalty;
  return { entity, score, matched: matches.length };
};

/** The noun whose records a file most likely holds, users included; undefined where none fits. */
export const recogniseNoun = (
  entities: readonly Entity[],
  headings: readonly string[],
  profiles: readonly Profile[],
  fileName: string,
): NounScore | undefined => {
  const scored = entities
    .filter((e) => isImportable(e) || e.noun === 'user')
    .map((e) => scoreNoun(e, headings, profiles, fileName))
    .sort((a, b) => b.score - a.score);
  const [best] = scored;
  return best && best.score >= 0.5 && best.matched > 0 ? best : undefined;
};
