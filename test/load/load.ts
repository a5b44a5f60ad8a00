import { type Distribution, distributionOf } from './distribution.ts';

export type LoadResult = Distribution & { readonly perSecond: number };
export type LoadOptions = { readonly clients: number; readonly forMs: number; readonly atMost: number };

/** So many clients do something one after another, each as quick as it is answered. What fails ends the run. */
export const runLoad = async (
  { clients, forMs, atMost }: LoadOptions,
  once: (client: number) => Promise<unknown>,
): Promise<LoadResult> => {
  const times: number[] = [];
  let begun = 0;
  const startedAt = performance.now();
  const runClient = async (client: number): Promise<void> => {
    while (performance.now() - startedAt < forMs && begun < atMost) {
      begun += 1;
      const at = performance.now();
      await once(client);
      times.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => runClient(client)));
  return { ...distributionOf(times), perSecond: (times.length * 1000) / (performance.now() - startedAt) };
};
