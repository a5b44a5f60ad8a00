import { createStore } from 'solid-js/store';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { plainValue } from '#web/ui/plain-value.ts';
import type { Choice, RefSource, Shape } from '#web/ui/ref-source.ts';
import { type RefTitles, recordsOf } from './api.ts';
import { atLeast } from './writes.ts';

const [titles, setTitles] = createStore<Record<string, string>>({});
const asked = new Set<string>();

/** Keeps the titles that came along with an answer. */
export const learnTitles = (refs: RefTitles): void =>
  setTitles(Object.fromEntries(Object.entries(refs).map(([id, { title }]) => [id, title])));

const titleIn = (noun: string, record: Readonly<Record<string, unknown>>): string => {
  const key = entityOf(noun)?.title;
  const title = key === undefined ? undefined : record[key];
  return typeof title === 'string' && title !== '' ? title : '…';
};

/** Keeps the title of a record that was read or written. */
export const learnRecord = (record: AnyRecord): void => {
  asked.add(record.id);
  setTitles(record.id, titleIn(record.type, record));
};

/** Where a record's page is. */
export const hrefOf = (noun: string, id: string): string => `/${entityOf(noun)?.plural ?? noun}/${id}`;

const people = new Set(['user', 'contact', 'lead']);
/** Steps, roles and the like are named often and looked at seldom: a picture would be noise. */
const plain = new Set(['stage', 'pipeline', 'role', 'team', 'job', 'settings']);
/** Activities have pages, but the first letter of what is to be done says nothing. */
const unpictured = new Set(['task', 'note', 'call']);
/** How the picture of a noun's records looks. */
export const shapeOf = (noun: string): Shape =>
  people.has(noun) ? 'person' : plain.has(noun) || unpictured.has(noun) ? 'none' : 'thing';

/** An answer that is on its way and brings titles along: until it is there, nothing that it may name is asked for singly. */
let onTheirWay: Promise<unknown> = Promise.resolve();
export const expectTitles = (answer: Promise<{ readonly refs: RefTitles }>): void => {
  const learnt = answer.then(({ refs }) => learnTitles(refs)).catch(() => undefined);
  onTheirWay = Promise.all([onTheirWay, learnt]);
};

const askOne = async (noun: string, id: string): Promise<void> => {
  try {
    learnRecord(await recordsOf(noun).get({ params: { id } }));
  } catch {
    setTitles(id, '…');
  }
};

const mostAtOnce = 100;

/** The titles of many records of a noun in one request; what no list shows, such as what is in the bin, one by one. */
const askMany = async (noun: string, ids: readonly string[]): Promise<void> => {
  const title = entityOf(noun)?.title;
  for (let at = 0; at < ids.length && ids.length > 1; at += mostAtOnce) {
    const some = ids.slice(at, at + mostAtOnce);
    const page = await recordsOf(noun)
      .list({
        query: { filter: { field: 'id', op: 'in', value: [...some] }, columns: title, limit: mostAtOnce, total: false },
      })
      .catch(() => undefined);
    for (const record of page?.items ?? []) learnRecord(record);
  }
  await Promise.all(ids.filter((id) => titles[id] === undefined).map((id) => askOne(noun, id)));
};

let wanted: { readonly noun: string; readonly id: string }[] = [];

const askForWanted = async (): Promise<void> => {
  await onTheirWay;
  const all = wanted.filter(({ id }) => titles[id] === undefined);
  wanted = [];
  await Promise.all(
    [...new Set(all.map(({ noun }) => noun))].map((noun) =>
      askMany(
        noun,
        all.filter((one) => one.noun === noun).map(({ id }) => id),
      ),
    ),
  );
};

const ask = (noun: string, id: string): void => {
  if (asked.has(id)) return;
  asked.add(id);
  // all that a page wants to name is asked for together
  if (wanted.push({ noun, id }) === 1) setTimeout(() => void askForWanted());
};

const hintOf = (noun: string, record: AnyRecord): string => {
  const entity = entityOf(noun);
  if (!entity) return '';
  const keys = (entity.highlights ?? entity.columns).filter((key) => key !== entity.title);
  for (const key of keys) {
    const field = entity.fields[key];
    const words = field && field.kind !== 'boolean' ? plainValue(field, record[key], titleOf) : '';
    if (words) return words;
  }
  return '';
};

const titleOf = (noun: string, id: string): string | undefined => {
  const known = titles[id];
  if (known === undefined) queueMicrotask(() => ask(noun, id));
  return known;
};

/** Records for the pickers: what matches the words, else the first by title. */
const search = async (noun: string, words: string): Promise<readonly Choice[]> => {
  const entity = entityOf(noun);
  if (!entity) return [];
  const answer = await recordsOf(noun).list({
    query: {
      limit: 20,
      total: false,
      q: words || undefined,
      sort: words ? undefined : entity.fields['order'] ? 'order' : entity.title,
      'at-least': atLeast(noun),
    },
  });
  learnTitles(answer.refs);
  return answer.items.map((record) => {
    learnRecord(record);
    return { id: record.id, label: titleIn(noun, record), hint: hintOf(noun, record), shape: shapeOf(noun) };
  });
};

/** The title of a record, where it is known already. */
export const knownTitle = (id: string): string | undefined => titles[id];

/** How inputs and cells find and name records. */
export const refSource: RefSource = {
  search,
  titleOf,
  shapeOf,
  hrefOf: (noun, id) => (plain.has(noun) ? undefined : hrefOf(noun, id)),
};

/** What names a record that is at hand. */
export const titleOfRecord = (record: AnyRecord): string => titleIn(record.type, record);
