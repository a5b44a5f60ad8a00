import { admin } from './de/admin.ts';
import { app } from './de/app.ts';
import { deals } from './de/deals.ts';
import { actions, details, sentences } from './de/details.ts';
import { fields } from './de/fields.ts';
import { imports } from './de/imports.ts';
import { jobs } from './de/jobs.ts';
import { labels } from './de/labels.ts';
import { lists } from './de/lists.ts';
import { past } from './de/past.ts';
import { records } from './de/records.ts';
import { settings } from './de/settings.ts';
import { ui } from './de/ui.ts';
import { work } from './de/work.ts';
import type { Dictionary } from './en.ts';

/** All that the app says, in German. */
export const de: Dictionary = {
  strings: { ...app, ...records, ...lists, ...past, ...deals, ...imports, ...jobs, ...settings, ...admin, ...work },
  fields,
  text: ui,
  labels,
  said: { details, sentences, actions },
};
