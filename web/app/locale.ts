import { setLocale } from '#web/lib/format.ts';
import { setTimeZone } from '#web/lib/zone.ts';
import {
  isChosenHere,
  isGuessed,
  keepLocale,
  type Language,
  language,
  languageOf,
  withRegion,
} from '#web/strings/language.ts';
import { api } from './api.ts';
import { problemOf, showProblem } from './problems.ts';

type Values = Readonly<Record<string, unknown>>;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

let isFirst = true;

/**
 * Takes on the language, region and time zone of the person: of their record, unless they chose on this device; of the organisation's where
 * nothing else is known. True where the app starts again, in another language; later on it waits for the next start, since somebody may be
 * in the middle of something.
 */
export const followPerson = (user: Values, settings: Values): boolean => {
  setTimeZone(textOf(user['timeZone']));
  const mayReload = isFirst;
  isFirst = false;
  const wanted = isChosenHere()
    ? undefined
    : (textOf(user['locale']) ?? (isGuessed ? textOf(settings['locale']) : undefined));
  const spoken = wanted && languageOf(wanted);
  if (!wanted || !spoken) return false;
  keepLocale(wanted, false);
  if (spoken === language) {
    const locale = withRegion(wanted, navigator.languages);
    document.documentElement.lang = locale;
    setLocale(locale);
    return false;
  }
  if (mayReload) location.reload();
  return mayReload;
};

/** Starts the app again in another language, kept with the person; on this device where a role keeps them from saying it. */
export const chooseLanguage = async (next: Language): Promise<void> => {
  if (next === language) return;
  try {
    const { user } = await api.me.get();
    await api.me.update({ ifMatch: Number(user['version']), body: { locale: next } });
    keepLocale(next, false);
  } catch (error) {
    if (problemOf(error)?.code !== 'forbidden') {
      showProblem(error);
      return;
    }
    keepLocale(next, true);
  }
  location.reload();
};
