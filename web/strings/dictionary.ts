import type { Dictionary } from './en.ts';
import { en } from './en.ts';

/** The words of the language that was chosen at the start. */
export const dictionary: Dictionary = en;
