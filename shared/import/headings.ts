import type { Entity } from '../contract/entity.ts';
import { importTargets, type Target } from './targets.ts';

/** A heading or label as words: case, punctuation, underscores and camelCase apart. */
export const headingWords = (text: string): string =>
  text
    .slice(0, 200)
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const namesOf = (target: Target): { readonly own: ReadonlySet<string>; readonly aliases: ReadonlySet<string> } => ({
  own: new Set([target.field.label, target.key, target.key.replace(/Ids?$/, '')].map(headingWords)),
  aliases: new Set((target.field.aliases ?? []).map(headingWords)),
});

export type HeadingMatch = { readonly column: number; readonly target: Target; readonly score: number };

const scoreOf = (words: string, target: Target): number => {
  if (words === '') return 0;
  const { own, aliases } = namesOf(target);
  if (own.has(words)) return 1;
  if (aliases.has(words)) return 0.95;
  // "Company name (legal)" holds "company name"
  const within = [...own, ...aliases].filter((n) => n.length >= 5 && ` ${words} `.includes(` ${n} `));
  return within.length > 0 ? 0.5 + 0.3 * (Math.max(...within.map((n) => n.length)) / words.length) : 0;
};

/** The field that each heading names, no field twice; the best pairs are made first. */
export const matchHeadings = (entity: Entity, headings: readonly string[]): HeadingMatch[] => {
  const words = headings.map(headingWords);
  const pairs = importTargets(entity)
    .flatMap((target) => words.map((w, column): HeadingMatch => ({ column, target, score: scoreOf(w, target) })))
    .filter((p) => p.score > 0)
    .sort((a, b) => b.score - a.score || a.column - b.column);
  const columns = new Set<number>();
  const fields = new Set<string>();
  return pairs.filter(({ column, target }) => {
    if (columns.has(column) || fields.has(target.key)) return false;
    columns.add(column);
    fields.add(target.key);
    return true;
  });
};
