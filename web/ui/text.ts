import { dictionary } from '#web/strings/dictionary.ts';

/** Words that the base components say themselves; written in `web/strings/<language>/ui.ts`. */
export const text = dictionary.text;
