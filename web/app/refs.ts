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

const ask = (noun: string, id: string): void => {
  if (asked.has(id)) return;
  asked.add(id);
  recordsOf(noun)
    .get({ params: { id } })
    .then(learnRecord, () => setTitles(id, '…'));
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
