/** One line of RFC 4180. A row of a single empty cell is quoted, so that it is not an empty line. */
export const csvLine = (cells: readonly string[], separator = ','): string => {
  if (cells.length === 1 && cells[0] === '') return '""\r\n';
  const special = new RegExp(`["\\r\\n${separator === '|' || separator === '\t' ? '|\\t' : ',;'}]`);
  return `${cells.map((c) => (special.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(separator)}\r\n`;
};

// what a spreadsheet may skip before it looks for a formula: blanks, control and zero-width characters, quotes, the byte order mark
const formula =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what an attacker hides a formula behind
  /^['"\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]*[=+\-@\t\r\u0000＝＋－＠]/;

/** A cell that no spreadsheet takes for a formula (OWASP, CSV injection); `fromSafeCell` gives the text back. */
export const safeCell = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** The text of a cell that `safeCell` made, and of one in which a spreadsheet was told so by hand. */
export const fromSafeCell = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
