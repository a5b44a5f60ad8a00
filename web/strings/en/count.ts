const rules = new Intl.PluralRules('en');

/** "1,234", as the language of the page writes it. */
export const amount = (count: number): string => count.toLocaleString(document.documentElement.lang || 'en');

/** "1 row", "2 rows". */
export const counted = (count: number, one: string, other: string): string =>
  `${amount(count)} ${rules.select(count) === 'one' ? one : other}`;
