const special: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  þ: 'th',
  ς: 'σ',
};

/**
 * The form in which texts are compared: without case and without diacritics, `Müller` as `muller`, `Straße` as `strasse`.
 * Folding twice is folding once; a text that is not empty stays so.
 */
export const fold = (text: string): string => {
  // nearly all text of most deployments is ASCII, and this is done for every value that is indexed
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  const folded = text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøđðłħıþς]/g, (c) => special[c] ?? c);
  return folded === '' ? text : folded;
};

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
};

/** The words of a rich text, without its tags. */
export const plainText = (html: string): string =>
  html
    .replace(/<[^>]{0,2000}>/g, ' ')
    .replace(/&(#39|[a-z]{2,4});/g, (whole, name: string) => named[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();

/** The digits of a phone number: how numbers are compared, whatever their spelling. */
export const digitsOf = (text: string): string => text.replace(/\D+/g, '');
