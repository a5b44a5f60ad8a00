import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Locale } from '#shared/import/convert.ts';

/** What the settings of the organisation say about money, time and phone numbers. */
export const localeOf = (settings: AnyRecord | undefined): Locale => {
  const text = (key: string, preset: string): string => (typeof settings?.[key] === 'string' ? settings[key] : preset);
  const country = text('country', '');
  return { currency: text('currency', 'USD'), timeZone: text('timeZone', 'UTC'), ...(country && { country }) };
};
