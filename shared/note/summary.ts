const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
};

/** The first words of a rich text as one plain line of at most 160 characters. */
export const summaryOf = (html: unknown): string | undefined => {
  if (typeof html !== 'string') return undefined;
  const plain = html
    .replace(/<[^>]{0,2000}>/g, ' ')
    .replace(/&(#39|[a-z]{2,4});/g, (whole, name: string) => entities[name] ?? whole)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: line ends and tabs become blanks
    .replace(/[\s\u0000-\u001f\u2028\u2029]+/g, ' ')
    .trim();
  return plain.length > 160
    ? `${[...plain.slice(0, 159)].filter((c) => c.length > 1 || !/[\uD800-\uDFFF]/.test(c)).join('')}…`
    : plain || undefined;
};
