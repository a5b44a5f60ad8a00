import type { AnyRecord } from '#shared/contract/entity.ts';
import { queryClient } from '#web/app/query-client.ts';

type Page = { readonly items: readonly AnyRecord[] };

const isPage = (data: unknown): data is Page =>
  typeof data === 'object' && data !== null && 'items' in data && Array.isArray(data.items);
const isPages = (data: unknown): data is { readonly pages: readonly Page[] } =>
  typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages);

const inPage = (page: Page, id: string, change: (row: AnyRecord) => AnyRecord): Page =>
  page.items.some((row) => row.id === id)
    ? { ...page, items: page.items.map((row) => (row.id === id ? change(row) : row)) }
    : page;

/** What a query holds, with one record in it changed; the same where it does not hold that. */
export const withRow = (data: unknown, id: string, change: (row: AnyRecord) => AnyRecord): unknown => {
  if (isPages(data)) {
    const pages = data.pages.map((page) => inPage(page, id, change));
    return pages.every((page, i) => page === data.pages[i]) ? data : { ...data, pages };
  }
  return isPage(data) ? inPage(data, id, change) : data;
};

/** Changes a record in every list that shows it. What order and groups those are in is theirs to find out when they are asked again. */
export const changeListed = (
  { type, id }: Pick<AnyRecord, 'type' | 'id'>,
  change: (row: AnyRecord) => AnyRecord,
): void => {
  queryClient.setQueriesData(
    { predicate: ({ queryKey }) => queryKey[0] === type && queryKey[1] === 'list' },
    (data: unknown) => withRow(data, id, change),
  );
};
