/** The languages that the app speaks. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What a language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** Locales that a person can choose: a language, or one as it is written in a country. */
export const locales: readonly { readonly id: string; readonly label: string }[] = [
  { id: 'en', label: 'English' },
  { id: 'en-GB', label: 'English (United Kingdom)' },
  { id: 'en-US', label: 'English (United States)' },
  { id: 'de', label: 'Deutsch' },
  { id: 'de-AT', label: 'Deutsch (Österreich)' },
  { id: 'de-CH', label: 'Deutsch (Schweiz)' },
];

/** The language of a locale such as `de-AT`, where the app speaks it. */
export const languageOf = (locale: string): Language | undefined =>
  languages.find((language) => locale === language || locale.startsWith(`${language}-`));

/** A locale with its region: "de" says nothing of how numbers are written, the browser's own German may. */
export const withRegion = (locale: string, preferred: readonly string[]): string =>
  locale.includes('-') ? locale : (preferred.find((own) => own.startsWith(`${locale}-`)) ?? locale);

/** The locale to begin with: what was kept here, else the first of the browser's that the app speaks, else English. */
export const localeOf = (kept: string | null, preferred: readonly string[]): string => {
  const known = kept !== null && languageOf(kept) ? kept : preferred.find((locale) => languageOf(locale));
  return withRegion(known ?? 'en', preferred);
};

const key = 'locale';
const chosenKey = 'locale.chosen';

/** The locale in which the app began; another language needs another start. */
export const startLocale = localeOf(localStorage.getItem(key), navigator.languages);
export const language: Language = languageOf(startLocale) ?? 'en';
document.documentElement.lang = startLocale;

/** True where nothing but English was left: neither the person nor the browser speaks anything that the app does. */
export const isGuessed = localStorage.getItem(key) === null && !navigator.languages.some(languageOf);

/** True where the person chose on this device, which counts more than what their record says. */
export const isChosenHere = (): boolean => localStorage.getItem(chosenKey) !== null;

/** Keeps a locale for the next start. */
export const keepLocale = (locale: string, isChosen: boolean): void => {
  localStorage.setItem(key, locale);
  if (isChosen) localStorage.setItem(chosenKey, 'true');
  else localStorage.removeItem(chosenKey);
};
