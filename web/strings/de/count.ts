const rules = new Intl.PluralRules('de');

/** "1.234", as the language of the page writes it. */
export const amount = (count: number): string => count.toLocaleString(document.documentElement.lang || 'de');

/** "1 Zeile", "2 Zeilen". */
export const counted = (count: number, one: string, other: string): string =>
  `${amount(count)} ${rules.select(count) === 'one' ? one : other}`;

/** "1 Datensatz", "2 Datensätze". */
export const recordsIn = (count: number): string => counted(count, 'Datensatz', 'Datensätze');
