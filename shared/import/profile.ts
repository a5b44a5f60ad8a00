import { parseDay, recogniseDateOrder } from './dates.ts';
import { parseDecimal, recogniseDecimal } from './decimal.ts';
import type { ColumnFormat } from './import-file.ts';
import type { TargetForm } from './targets.ts';

/** What the cells of a column look like, by those that were read. */
export type Profile = {
  readonly filled: number;
  readonly blank: number;
  readonly distinct: number;
  /** Share of the filled cells that are each of these. */
  readonly numbers: number;
  readonly days: number;
  readonly emails: number;
  readonly urls: number;
  readonly phones: number;
  readonly samples: readonly string[];
  readonly format: ColumnFormat;
  /** Something in the format that a person should look at. */
  readonly question: string | undefined;
};

const maxProfiled = 2000;
const cut = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
const share = (cells: readonly string[], is: (cell: string) => boolean): number =>
  cells.length === 0 ? 0 : cells.filter(is).length / cells.length;

/** Cells cut to what is shown; never half of a character pair. */
export const shownCell = (text: string): string => cut(text.replace(/\s+/g, ' ')).replace(/[\uD800-\uDBFF]…$/, '…');

/** Looks at the cells of one column. */
export const profileColumn = (all: readonly string[]): Profile => {
  const trimmed = all.map((c) => c.trim());
  const filled = trimmed.filter((c) => c !== '');
  const cells = filled.slice(0, maxProfiled);
  const distinct = [...new Set(filled)];
  const dates = recogniseDateOrder(cells);
  const decimal = recogniseDecimal(cells);
  const days = dates ? share(cells, (c) => parseDay(c, dates.order) !== undefined) : 0;
  const numbers = share(cells, (c) => parseDecimal(c, decimal.decimal) !== undefined);
  const isDay = days > 0.5 && days >= numbers;
  const question = isDay
    ? dates?.isSure
      ? undefined
      : 'Day and month could be either way round. Is the order right?'
    : numbers > 0.8 && !decimal.isSure
      ? 'A number like 1.234 may mean a thousand or a fraction. Is the decimal character right?'
      : undefined;
  return {
    filled: filled.length,
    blank: trimmed.length - filled.length,
    distinct: distinct.length,
    numbers,
    days,
    emails: share(cells, (c) => /^[^\s@;,]+@[^\s@;,]+\.[a-z]{2,}$/i.test(c)),
    urls: share(cells, (c) => /^https?:\/\/\S+$/i.test(c)),
    phones: share(cells, (c) => /^\+?[\d\s()./-]{7,20}$/.test(c) && c.replace(/\D/g, '').length >= 7),
    samples: distinct.slice(0, 5).map(shownCell),
    format: {
      ...(isDay && dates && { dateOrder: dates.order }),
      ...(!isDay && numbers > 0.5 && { decimal: decimal.decimal }),
    },
    question,
  };
};

/** True where the cells could be what a field of this form holds, judged by most of them. */
export const couldHold = (profile: Profile, form: TargetForm): boolean => {
  if (profile.filled === 0) return true;
  switch (form) {
    case 'number':
    case 'money':
    case 'percent':
      return profile.numbers >= 0.5;
    case 'date':
    case 'dateTime':
      return profile.days >= 0.5;
    case 'email':
      return profile.emails >= 0.5;
    case 'phone':
      return profile.emails < 0.5;
    default:
      return true;
  }
};
