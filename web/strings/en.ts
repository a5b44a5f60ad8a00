import { admin } from './en/admin.ts';
import { app } from './en/app.ts';
import { deals } from './en/deals.ts';
import { fields } from './en/fields.ts';
import { imports } from './en/imports.ts';
import { jobs } from './en/jobs.ts';
import { lists } from './en/lists.ts';
import { past } from './en/past.ts';
import { records } from './en/records.ts';
import { settings } from './en/settings.ts';
import { ui } from './en/ui.ts';
import { work } from './en/work.ts';
import type { Labels } from './labels.ts';
import type { Said } from './said.ts';

/** All that the app says, in English: the shape that every other language has. */
export const en = {
  strings: { ...app, ...records, ...lists, ...past, ...deals, ...imports, ...jobs, ...settings, ...admin, ...work },
  fields,
  text: ui,
};

/** Sentences and words of one language, with what the declarations' labels and the server's sentences are in it. */
export type Dictionary = typeof en & { readonly labels?: Labels; readonly said?: Said };
