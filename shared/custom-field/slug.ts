/** A label as a key: letters without accents, digits and `_`, e.g. `budget_code`; empty where nothing of it can be kept. */
export const slugOf = (label: string, max: number): string =>
  label
    .replaceAll('ß', 'ss')
    .replaceAll(/[æÆ]/g, 'ae')
    .replaceAll(/[øØ]/g, 'o')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, max)
    .replaceAll(/^_+|_+$/g, '');

/** The slug, with a number behind it where it is taken. */
export const uniqueSlug = (slug: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(slug)) return slug;
  for (let n = 2; ; n++) if (!taken.has(`${slug}_${n}`)) return `${slug}_${n}`;
};
