import { createSignal } from 'solid-js';

const [zone, setZone] = createSignal<string>();

const isZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
};

/** The time zone of the person; undefined: that of the browser. */
export { zone as timeZone };

/** Days and times are those of this zone from now on; of the browser's where there is none of this name. */
export const setTimeZone = (name: string | undefined): void => {
  setZone(name !== undefined && isZone(name) ? name : undefined);
};

/** The zone's name, whosever it is. */
export const timeZoneName = (): string => zone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

const made = new Map<string | undefined, Intl.DateTimeFormat>();
/** `2026-11-22 09:12:33` in the person's zone: Sweden writes it as ISO does. */
const written = (date: Date): string => {
  const known = made.get(zone());
  const format =
    known ?? new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone() });
  if (!known) made.set(zone(), format);
  return format.format(date);
};

/** Day and time (`HH:MM`) that the clock on the person's wall shows at an instant. */
export const wallOf = (date: Date): { readonly day: string; readonly time: string } => {
  const text = written(date);
  return { day: text.slice(0, 10), time: text.slice(11, 16) };
};

/** How far the wall is ahead of UTC, in milliseconds. */
const aheadAt = (ms: number): number => {
  const second = Math.floor(ms / 1000) * 1000;
  return Date.parse(`${written(new Date(second)).replace(' ', 'T')}Z`) - second;
};

/** The instant at which the wall shows this day and time (`HH:MM`, with seconds or without); after a gap where it never does. */
export const instantOf = (day: string, time: string): string => {
  const asUtc = Date.parse(`${day}T${time}Z`);
  const guess = asUtc - aheadAt(asUtc);
  return new Date(asUtc - aheadAt(guess)).toISOString();
};
