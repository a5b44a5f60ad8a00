import type { AnyRecord } from '#shared/contract/entity.ts';
import { recordsOf, type Selection } from '#web/app/api.ts';
import { invalidate, queryClient } from '#web/app/query-client.ts';
import { expectTitles, learnRecord, learnTitles } from '#web/app/refs.ts';
import { atLeast, rememberWrite } from '#web/app/writes.ts';
import { changeListed } from './listed.ts';

const pageSize = 100;

/** The key of a record in the query cache. */
export const recordKey = (noun: string, id: string) => [noun, 'get', id] as const;

export const recordQuery = (noun: string, id: string) => ({
  queryKey: recordKey(noun, id),
  queryFn: async () => {
    // a record names others by their ids only; a list of this one record brings their titles
    expectTitles(
      recordsOf(noun).list({ query: { filter: { field: 'id', op: 'eq', value: id }, limit: 1, total: false } }),
    );
    const record = await recordsOf(noun).get({ params: { id } });
    learnRecord(record);
    return record;
  },
});

/** Pages of a list; refs that come along are learnt, so that cells can name them at once. */
export const listQuery = (noun: string, selection: Selection, sort: string, columns: readonly string[]) => ({
  queryKey: [noun, 'list', selection, sort, columns] as const,
  initialPageParam: undefined as string | undefined,
  queryFn: async ({ pageParam }: { readonly pageParam: string | undefined }) => {
    const page = await recordsOf(noun).list({
      query: {
        ...selection,
        sort: sort || undefined,
        columns: columns.join(','),
        cursor: pageParam,
        limit: pageSize,
        total: pageParam === undefined,
        'at-least': atLeast(noun),
      },
    });
    learnTitles(page.refs);
    return page;
  },
  getNextPageParam: (last: { readonly cursor?: string }) => last.cursor,
});

/** Sums and other figures of a whole list, not only of the rows that are loaded. */
export const countQuery = (
  noun: string,
  selection: Selection,
  sum: readonly string[],
  figures: readonly string[] = [],
) => ({
  queryKey: [noun, 'count', selection, sum, figures] as const,
  queryFn: () =>
    recordsOf(noun).count({
      query: {
        ...selection,
        sum: sum.length ? sum.join(',') : undefined,
        figures: figures.length ? figures.join(',') : undefined,
        'at-least': atLeast(noun),
      },
    }),
});

/** The values of a field over a list, with how many records have each and what those come to. */
export const groupsQuery = (noun: string, selection: Selection, by: string, sum: readonly string[]) => ({
  queryKey: [noun, 'groups', selection, by, sum] as const,
  queryFn: async () => {
    const { groups, refs } = await recordsOf(noun).groups({
      query: { ...selection, by, sum: sum.length ? sum.join(',') : undefined, 'at-least': atLeast(noun) },
    });
    learnTitles(refs);
    return groups;
  },
});

/** A few records, for related lists and the home page. */
export const fewQuery = (noun: string, selection: Selection, sort: string, limit: number) => ({
  queryKey: [noun, 'list', 'few', selection, sort, limit] as const,
  queryFn: async () => {
    const page = await recordsOf(noun).list({
      query: { ...selection, sort, limit, total: true, 'at-least': atLeast(noun) },
    });
    learnTitles(page.refs);
    for (const item of page.items) learnRecord(item);
    return page;
  },
});

/** Takes in a record that a write answered with: its page at once, lists and timelines when they are next looked at. */
export const tookPlace = (record: AnyRecord): void => {
  rememberWrite(record);
  learnRecord(record);
  queryClient.setQueryData(recordKey(record.type, record.id), record);
  changeListed(record, () => record);
  void refreshNoun(record.type);
};

/** Everything that shows records of a noun is asked again. */
export const refreshNoun = (noun: string): Promise<unknown> =>
  Promise.all([
    invalidate({ predicate: ({ queryKey }) => queryKey[0] === noun && queryKey[1] !== 'get' }),
    invalidate({
      predicate: ({ queryKey }) => queryKey[1] === 'timeline' || queryKey[1] === 'history',
    }),
    // a task is the next step of a deal, and a deal's card shows its company
    invalidate({ queryKey: ['deal', 'board'] }),
  ]);

/** The saved views of a noun's list. */
export const viewsQuery = (noun: string) => ({
  queryKey: ['savedView', 'list', 'of', noun] as const,
  queryFn: async () => {
    const { items } = await recordsOf('savedView').list({
      query: {
        filter: { field: 'noun', op: 'eq', value: noun },
        sort: 'name',
        limit: 100,
        total: false,
        'at-least': atLeast('savedView'),
      },
    });
    return items;
  },
});
