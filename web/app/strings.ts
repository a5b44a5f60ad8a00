import { dictionary } from '#web/strings/dictionary.ts';

/**
 * Every sentence of the app that is not a component's own (`ui/text.ts`) or declared with its noun, in the language of the person. They
 * are written in `web/strings`, in one folder a language.
 */
export const strings = dictionary.strings;
