import type { Dictionary } from './en.ts';
import { type Language, language } from './language.ts';

// A dictionary imports nothing but its own parts: it is waited for while the app's modules start, and would wait for them in turn.
const load: Readonly<Record<Language, () => Promise<Dictionary>>> = {
  en: () => import('./en.ts').then((module) => module.en),
  de: () => import('./de.ts').then((module) => module.de),
};

/** The words of the language that was chosen at the start; the other ones are never loaded. */
export const dictionary: Dictionary = await load[language]();
