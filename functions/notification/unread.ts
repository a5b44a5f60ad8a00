import type { Key, Table, TransactItem } from '#functions/platform/table.ts';

/** All that somebody has not read lies in one partition, written along with the notifications. */
const unreadPk = (userId: string): string => `state#unread#${userId}`;
const unreadKey = (userId: string, id: string): Key => ({ pk: unreadPk(userId), sk: id });

export const unreadItem = (userId: string, id: string): TransactItem => ({ put: { ...unreadKey(userId, id) } });
export const readItem = (userId: string, id: string): TransactItem => ({ delete: unreadKey(userId, id) });

/** Ids of what somebody has not read, oldest first, at most `limit`. */
export const unreadOf = async (userId: string, limit: number, { table }: { readonly table: Pick<Table, 'query'> }) =>
  (await table.query({ pk: unreadPk(userId), limit })).items.map(({ sk }) => sk);
