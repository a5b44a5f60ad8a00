const decimalOf = (locale: string): string =>
  new Intl.NumberFormat(locale).formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? '.';

const factors: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, bn: 1e9, b: 1e9, tsd: 1e3, mio: 1e6, mrd: 1e9 };

/**
 * Reads a number as people type it, with either decimal sign, groups, and `k`, `m` or `bn` after it: `1,234.50`, `1.234,50`, `12k`, `1,5 Mio.`
 * One lone sign is the locale's decimal, unless exactly three digits follow its group sign.
 */
export const parseNumber = (input: string, locale = 'en'): number | undefined => {
  const match = /^([-−]?)([\d.,'’\u00a0\u202f ]+)(k|m|bn|b|(?:tsd|mio|mrd)\.?)?$/i.exec(input.trim());
  if (!match) return undefined;
  const digits = (match[2] ?? '').replace(/['’\u00a0\u202f ]/g, '');
  const signs = [...digits].filter((char) => char === '.' || char === ',');
  const lastSign = signs.at(-1);
  let decimal: string | undefined = lastSign;
  if (lastSign && signs.every((sign) => sign === lastSign)) {
    const isGrouped = signs.length > 1 || (lastSign !== decimalOf(locale) && /[.,]\d{3}$/.test(digits));
    if (isGrouped) decimal = undefined;
  }
  const at = decimal ? digits.lastIndexOf(decimal) : -1;
  const whole = (at < 0 ? digits : digits.slice(0, at)).replace(/[.,]/g, '');
  const fraction = at < 0 ? '' : digits.slice(at + 1);
  if (!/^\d*$/.test(fraction) || whole + fraction === '') return undefined;
  const value =
    Number(`${whole || '0'}.${fraction || '0'}`) * (factors[(match[3] ?? '').toLowerCase().replace('.', '')] ?? 1);
  return Number.isFinite(value) ? (match[1] ? -value : value) : undefined;
};

/** Digits after the point that a currency has: 2 for EUR, 0 for JPY. */
export const minorDigits = (currency: string): number => {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
};

/** Three letters that are no German thousand, million or billion. */
const codePattern = /\b(?!tsd|mio|mrd)[A-Z]{3}\b/i;

/** Reads an amount, with or without its currency beside it, into whole minor units. */
export const parseMoney = (
  input: string,
  currency: string,
  locale = 'en',
): { readonly amountMinor: number; readonly currency: string } | undefined => {
  const code = codePattern.exec(input)?.[0]?.toUpperCase();
  const symbol = input.includes('€') ? 'EUR' : input.includes('£') ? 'GBP' : input.includes('$') ? 'USD' : undefined;
  const own = code ?? (symbol === 'USD' && currency.endsWith('D') ? currency : symbol) ?? currency;
  const amount = parseNumber(input.replace(codePattern, '').replace(/[€£$¥]/g, ''), locale);
  if (amount === undefined) return undefined;
  const amountMinor = Math.round(Number((amount * 10 ** minorDigits(own)).toPrecision(15)));
  return Number.isSafeInteger(amountMinor) ? { amountMinor, currency: own } : undefined;
};
