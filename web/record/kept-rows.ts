import { type Accessor, createMemo } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { dataOf } from '#web/lib/query.ts';
import { keptOrder } from './kept-order.ts';

type Pages = {
  readonly data: { readonly pages: readonly { readonly items: readonly AnyRecord[] }[] } | undefined;
  readonly dataUpdatedAt: number;
  readonly isPlaceholderData: boolean;
};

/** The rows of a list's pages, in the order in which they were first seen until another list is wanted: `wanted` says which. */
export const createKeptRows = (pages: Pages, wanted: () => string): Accessor<readonly AnyRecord[]> => {
  const kept = createMemo<{ readonly of: string; readonly rows: readonly AnyRecord[] }>((before) => {
    const next = dataOf(pages)?.pages.flatMap((page) => page.items) ?? [];
    // the rows of the list before stand in for those of this one until they are there
    const of = pages.isPlaceholderData ? '' : wanted();
    return { of, rows: before && before.of === of && of !== '' ? keptOrder(before.rows, next) : next };
  });
  return () => kept().rows;
};
