const bytesOf = (text: string): number => Buffer.byteLength(text);

/** Bytes of a number: one for each two significant digits, and one or two more. */
const bytesOfNumber = (value: number): number => {
  const digits = String(Math.abs(value))
    .replace(/e.*$/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '');
  return Math.max(1, Math.ceil(digits.length / 2)) + (value < 0 ? 2 : 1);
};

const bytesOfValue = (value: unknown): number => {
  if (typeof value === 'string') return bytesOf(value);
  if (typeof value === 'number') return bytesOfNumber(value);
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, v: unknown) => sum + 1 + bytesOfValue(v), 0);
  if (typeof value === 'object' && value !== null)
    return 3 + Object.entries(value).reduce((sum, [name, v]) => sum + 1 + bytesOf(name) + bytesOfValue(v), 0);
  return 1;
};

/** Size of an item as DynamoDB counts it: names and values, UTF-8. */
export const itemSize = (item: Readonly<Record<string, unknown>>): number =>
  Object.entries(item).reduce((sum, [name, v]) => sum + bytesOf(name) + bytesOfValue(v), 0);

/** The largest item that DynamoDB takes. */
export const maxItemBytes = 400 * 1024;
/** Where a page of a query or a scan ends. */
export const maxPageBytes = 1024 * 1024;
