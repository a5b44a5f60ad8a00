import { afterEach, expect, test } from 'vitest';
import { invalidate, queryClient } from './query-client.ts';

afterEach(() => queryClient.clear());

const answers = () => {
  const waiting: ((answer: string) => void)[] = [];
  return { waiting, queryFn: () => new Promise<string>((resolve) => waiting.push(resolve)) };
};

test('a first answer that was on its way when something was written is asked for again', async () => {
  const { waiting, queryFn } = answers();
  const first = queryClient.fetchQuery({ queryKey: ['task', 'list'], queryFn });

  const done = invalidate({ queryKey: ['task'] });
  waiting[0]?.('before the write');
  await first;
  await done;

  expect(queryClient.getQueryState(['task', 'list'])).toMatchObject({ data: 'before the write', isInvalidated: true });
});

test('what matches no filter is left as it is', async () => {
  await queryClient.fetchQuery({ queryKey: ['note', 'list'], queryFn: async () => 'known' });
  await invalidate({ queryKey: ['task'] });
  expect(queryClient.getQueryState(['note', 'list'])?.isInvalidated).toBe(false);
});
