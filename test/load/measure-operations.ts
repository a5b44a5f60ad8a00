import type { Api, Call } from './api.ts';
import { distributionOf } from './distribution.ts';
import { atMost, count, type Figure, milliseconds } from './figure.ts';
import { type LoadOptions, type LoadResult, runLoad } from './load.ts';
import { listCall, listQueries, type OperationName, type Operations } from './operations.ts';

const names: readonly OperationName[] = ['get', 'list', 'search', 'create', 'update', 'move'];
/** Code that was run a few times only is not compiled yet, here as in a function that has just started. */
const warmUp = { forMs: 600, atMost: 120 };
/** For one client, in milliseconds at the median; the list is the one over 100,000. */
const targets: Partial<Record<OperationName, number>> = { get: 5, list: 25, search: 10 };

const show = ({ p50, p95, p99, perSecond }: LoadResult): string =>
  `${[p50, p95, p99].map((ms) => milliseconds(ms).replace(' ms', '')).join(' / ')} ms, ${Math.round(perSecond)}/s`;

const labels: Readonly<Record<OperationName, string>> = {
  get: 'get contact',
  list: 'list contacts (filter, sort, total)',
  search: 'search',
  create: 'create contact',
  update: 'update contact',
  move: 'move deal',
};

/** Each operation by so many clients: p50 / p95 / p99 and requests a second. */
export const measureOperations = async (
  operations: Operations,
  area: string,
  options: LoadOptions,
): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const name of names) {
    const operation = operations[name];
    await runLoad({ ...warmUp, clients: options.clients }, operation);
    const result = await runLoad(options, operation);
    const what = `${labels[name]}, ${options.clients} ${options.clients === 1 ? 'client' : 'clients'}`;
    const most = options.clients === 1 ? targets[name] : undefined;
    const figure: Figure = { area, what, value: `${show(result)} (${count(result.count)})` };
    figures.push(
      most === undefined ? figure : { ...figure, target: `p50 ≤ ${milliseconds(most)}`, isReached: result.p50 <= most },
    );
  }
  return figures;
};

/** The median of each kind of list by itself, when it is asked for the first time and when nothing has changed since. */
export const measureLists = async (api: Api, area: string, runs: number): Promise<Figure> => {
  const timeOf = async (call: Call): Promise<number> => {
    const startedAt = performance.now();
    await api.call(call);
    return performance.now() - startedAt;
  };
  const medians: string[] = [];
  for (const [n, { filter, sort }] of listQueries.entries()) {
    const first: number[] = [];
    const again: number[] = [];
    for (let run = 0; run < runs; run++) {
      const call = listCall(n, 1_000_000 + n * runs + run);
      first.push(await timeOf(call));
      again.push(await timeOf(call));
    }
    const field = /"field":"([^"]+)"/.exec(JSON.stringify(filter))?.[1] ?? '';
    const shown = [first, again].map((times) => milliseconds(distributionOf(times).p50));
    medians.push(`${field} by ${sort} ${shown.join(', ')}`);
  }
  return { area, what: 'each list by itself, p50 first and again', value: medians.join('; ') };
};

/** Time from the answer to a write until a list that asks for nothing special shows it. */
export const measureVisibility = async (
  api: Api,
  operations: Operations,
  area: string,
  writes: number,
): Promise<Figure> => {
  const times: number[] = [];
  for (let n = 0; n < writes; n++) {
    const { id, version, title } = await operations.update(0);
    const startedAt = performance.now();
    const filter = JSON.stringify({ field: 'title', op: 'eq', value: title });
    const isShown = async (): Promise<boolean> => {
      const { items } = await api.call({ path: '/v1/contacts', query: { filter, sort: 'name', limit: '20' } });
      return items.some((item) => item.id === id && Number(item.version) >= version);
    };
    while (!(await isShown()))
      if (performance.now() - startedAt > 10_000) throw new Error('a write was not visible after ten seconds');
    times.push(performance.now() - startedAt);
  }
  const { p50, p95, p99 } = distributionOf(times);
  const more = `(p50 ${milliseconds(p50)}, p95 ${milliseconds(p95)}, ${writes} writes)`;
  return atMost(area, 'write visible in lists, p99', p99, 300, milliseconds, more);
};
