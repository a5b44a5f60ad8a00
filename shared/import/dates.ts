import type { DateOrder } from './import-file.ts';

// English and German, by the letters that tell them apart
const months: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mar: 3,
  mär: 3,
  mrz: 3,
  apr: 4,
  may: 5,
  mai: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  okt: 10,
  nov: 11,
  dec: 12,
  dez: 12,
};

type Parts = { readonly numbers: readonly [number, number, number]; readonly isYearFirst: boolean };

// a year before 1000 is none, and must not pass for one of two digits
const numberOf = (text: string): number => (text.length === 4 && text < '1000' ? -1 : Number(text));

const numeric = /^(\d{1,4})([-/.])\s?(\d{1,2})\2\s?(\d{1,4})$/;
const partsOf = (text: string): Parts | undefined => {
  const [, a = '', , b = '', c = ''] = numeric.exec(text) ?? [];
  const isYearFirst = a.length === 4;
  const isPossible = isYearFirst ? c.length <= 2 : a.length <= 2 && c.length !== 3;
  return a !== '' && isPossible ? { numbers: [numberOf(a), Number(b), numberOf(c)], isYearFirst } : undefined;
};

const fullYear = (year: number): number => (year >= 100 || year < 0 ? year : year <= 68 ? 2000 + year : 1900 + year);

const isoDay = (year: number, month: number, day: number): string | undefined => {
  const y = fullYear(year);
  if (y < 1000 || y > 9999 || month < 1 || month > 12 || day < 1) return undefined;
  const last = new Date(Date.UTC(y, month, 0)).getUTCDate();
  return day > last ? undefined : `${y}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
};

const withMonthName = (text: string): string | undefined => {
  const dayFirst = /^(\d{1,2})[.\s-]{0,2}\s?([A-Za-zä]{3,9})[.\s,-]{0,3}(\d{4}|\d{2})$/.exec(text);
  const monthFirst = /^([A-Za-zä]{3,9})[.\s-]{0,2}(\d{1,2})(?:st|nd|rd|th)?,?[\s-](\d{4}|\d{2})$/.exec(text);
  const [day, name, year] = dayFirst
    ? [dayFirst[1], dayFirst[2], dayFirst[3]]
    : monthFirst
      ? [monthFirst[2], monthFirst[1], monthFirst[3]]
      : [];
  const month = name ? months[name.slice(0, 3).toLowerCase()] : undefined;
  return month === undefined ? undefined : isoDay(numberOf(year ?? ''), month, Number(day));
};

/** A calendar day as `YYYY-MM-DD`; undefined for what is none. A time behind it is left out. */
export const parseDay = (cell: string, order: DateOrder): string | undefined => {
  if (cell.length > 40) return undefined;
  const text = cell.trim();
  const day = /^(.+?)(?:T|,?\s+)\d{1,2}:\d{2}(?::\d{2})?.*$/.exec(text)?.[1] ?? text;
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(day);
  if (compact) return isoDay(numberOf(compact[1] ?? ''), Number(compact[2]), Number(compact[3]));
  const parts = partsOf(day);
  if (!parts) return withMonthName(day);
  const [a, b, c] = parts.numbers;
  if (parts.isYearFirst || order === 'ymd') return isoDay(a, b, c);
  return order === 'dmy' ? isoDay(c, b, a) : isoDay(c, a, b);
};

/** Milliseconds that a zone is ahead of UTC at an instant. */
const aheadOf = (timeZone: string, atMs: number): number => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const part = (type: string): number => Number(parts.find((p) => p.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - atMs;
};

const dayMs = 86_400_000;

/**
 * When a wall clock in a zone shows a time that is given as if it were UTC: the first time where it shows it twice, and as if it had not been
 * set forward where it skips it.
 */
const inZone = (wallMs: number, timeZone: string): number => {
  const ahead = [aheadOf(timeZone, wallMs - dayMs), aheadOf(timeZone, wallMs + dayMs)];
  const instants = ahead.map((ms) => wallMs - ms).filter((at) => at + aheadOf(timeZone, at) === wallMs);
  return instants.length > 0 ? Math.min(...instants) : wallMs - (ahead[0] ?? 0);
};

/** An instant in ISO 8601, UTC. Without a zone of its own the cell is read in `timeZone`; without a time it is the day's beginning. */
export const parseInstant = (cell: string, order: DateOrder, timeZone: string): string | undefined => {
  const day = parseDay(cell, order);
  if (!day) return undefined;
  const clock =
    /(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d{1,9})?\s*([AaPp])?\.?(?:[Mm]\.?)?\s*(Z|UTC|[-+]\d{2}:?\d{2})?$/.exec(
      cell.trim(),
    );
  const half = clock?.[4]?.toLowerCase();
  const hour = Number(clock?.[1] ?? 0);
  const hours = half === 'p' && hour < 12 ? hour + 12 : half === 'a' && hour === 12 ? 0 : hour;
  const [minutes, seconds] = [Number(clock?.[2] ?? 0), Number(clock?.[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const wallMs = Date.parse(`${day}T00:00:00Z`) + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  const zone = clock?.[5];
  if (zone === undefined) return new Date(inZone(wallMs, timeZone)).toISOString();
  const offset = /^([-+])(\d{2}):?(\d{2})$/.exec(zone);
  const ahead = offset ? Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000 : 0;
  return new Date(wallMs - ahead).toISOString();
};

/** The order of day and month that cells of a column use; `isSure` is false where both could be meant, as in `03/04/2026`. */
export const recogniseDateOrder = (cells: readonly string[]): { order: DateOrder; isSure: boolean } | undefined => {
  const fits = { ymd: true, dmy: true, mdy: true };
  let found = 0;
  let isNumeric = false;
  let dots = 0;
  for (const cell of cells) {
    const days = { ymd: parseDay(cell, 'ymd'), dmy: parseDay(cell, 'dmy'), mdy: parseDay(cell, 'mdy') };
    if (!days.ymd && !days.dmy && !days.mdy) continue;
    found++;
    if (days.dmy !== days.mdy || days.ymd !== days.dmy) isNumeric = true;
    if (cell.includes('.')) dots++;
    for (const order of ['ymd', 'dmy', 'mdy'] as const) if (!days[order]) fits[order] = false;
  }
  if (found === 0) return undefined;
  // the year comes first, or the month is named: whatever the order, the days are the same
  if (!isNumeric) return { order: 'ymd', isSure: true };
  if (fits.dmy && fits.mdy) return { order: dots > 0 ? 'dmy' : 'mdy', isSure: dots > 0 };
  if (fits.dmy) return { order: 'dmy', isSure: true };
  if (fits.mdy) return { order: 'mdy', isSure: true };
  return fits.ymd ? { order: 'ymd', isSure: true } : { order: 'dmy', isSure: false };
};
