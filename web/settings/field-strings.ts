import { dictionary } from '#web/strings/dictionary.ts';

/** What the page of fields and validation rules says; written in `web/strings/<language>/fields.ts`. */
export const fieldStrings = dictionary.fields;
