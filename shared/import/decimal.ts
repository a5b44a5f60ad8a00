/** A decimal number as its digits: exact, so that money never passes through binary fractions. */
export type Decimal = { readonly isNegative: boolean; readonly digits: bigint; readonly scale: number };

const symbols: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  '₽': 'RUB',
  '₩': 'KRW',
  '₺': 'TRY',
  $: 'USD',
};
const blanks = /[\s\u00a0\u202f\u2009]/g;

/** Splits what stands around a number from it: a currency, a percent sign, signs. Undefined where no number is left. */
const strip = (text: string): { core: string; isNegative: boolean; currency?: string } | undefined => {
  if (text.length > 60) return undefined;
  let core = text.trim();
  let isNegative = false;
  if (/^\(.+\)$/.test(core)) {
    isNegative = true;
    core = core.slice(1, -1).trim();
  }
  const currency = /^[-+]?\s*([A-Z]{3}|[€£¥₹₽₩₺$])(?=[\s\d.,-])|([A-Z]{3}|[€£¥₹₽₩₺$])$/u.exec(core);
  const found = currency?.[1] ?? currency?.[2];
  if (found) core = core.replace(found, '').trim();
  core = core.replace(/%$/, '').replace(blanks, '').replace(/['’]/g, '').replaceAll('−', '-');
  const sign = /^([-+])|([-+])$/.exec(core);
  if (sign) {
    isNegative ||= sign[0] === '-';
    core = sign[1] ? core.slice(1) : core.slice(0, -1);
  }
  return { core, isNegative, ...(found && { currency: symbols[found] ?? found }) };
};

/** Reads a number as people write it: `1,234.50`, `1.234,50`, `1 234`, `(5)`, `€ 12`. `decimal` is the character before the fraction. */
export const parseDecimal = (
  text: string,
  decimal: '.' | ',',
): (Decimal & { readonly currency?: string }) | undefined => {
  const stripped = strip(text);
  if (!stripped) return undefined;
  const group = decimal === '.' ? ',' : '.';
  const [whole = '', fraction = '', ...more] = stripped.core.split(decimal);
  if (more.length > 0 || !/^\d*$/.test(fraction) || whole + fraction === '') return undefined;
  const groups = whole.split(group);
  if (groups.some((g) => !/^\d*$/.test(g)) || (groups.length > 1 && !groups.slice(1).every((g) => /^\d{2,3}$/.test(g))))
    return undefined;
  const digits = groups.join('') + fraction;
  if (digits.length > 40) return undefined;
  return {
    isNegative: stripped.isNegative,
    digits: BigInt(digits),
    scale: fraction.length,
    ...(stripped.currency && { currency: stripped.currency }),
  };
};

/** The number times `multiplier` and ten to the `places`, rounded half away from zero to a whole number. */
export const scaled = (value: Decimal, multiplier: number, places: number): bigint => {
  const raised = value.digits * BigInt(multiplier) * 10n ** BigInt(places);
  const unit = 10n ** BigInt(value.scale);
  const rounded = (raised + unit / 2n) / unit;
  return value.isNegative ? -rounded : rounded;
};

export const toNumber = (value: Decimal, multiplier: number): number => {
  const text = (value.digits * BigInt(multiplier)).toString().padStart(value.scale + 1, '0');
  const cut = text.length - value.scale;
  return Number(`${value.isNegative ? '-' : ''}${text.slice(0, cut)}.${text.slice(cut)}`);
};

const digitsOf = new Map<string, number>();
/** Digits after the point that a currency has; two for one that is not known. */
export const minorDigits = (currency: string): number => {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  let digits = 2;
  try {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    // not three letters: the schema of the field refuses it
  }
  digitsOf.set(currency, digits);
  return digits;
};

/** The decimal character that cells of a column use; `isSure` is false where they could be read either way, e.g. `1.234`. */
export const recogniseDecimal = (cells: readonly string[]): { decimal: '.' | ','; isSure: boolean } => {
  let point = 0;
  let comma = 0;
  let isAmbiguous = false;
  for (const cell of cells) {
    const core = strip(cell)?.core ?? '';
    const lastPoint = core.lastIndexOf('.');
    const lastComma = core.lastIndexOf(',');
    if (lastPoint >= 0 && lastComma >= 0) lastPoint > lastComma ? point++ : comma++;
    else if (lastPoint >= 0 || lastComma >= 0) {
      const by = lastPoint >= 0 ? '.' : ',';
      const parts = core.split(by);
      // several groups are groups; one group of three after one to three digits may be either
      if (parts.length > 2) by === '.' ? comma++ : point++;
      else if (/^\d{3}$/.test(parts[1] ?? '') && /^[1-9]\d{0,2}$/.test(parts[0] ?? '')) isAmbiguous = true;
      else by === '.' ? point++ : comma++;
    }
  }
  if (point === 0 && comma === 0) return { decimal: '.', isSure: !isAmbiguous };
  return { decimal: comma > point ? ',' : '.', isSure: point === 0 || comma === 0 };
};
