import { randomUUID } from 'node:crypto';
import type { Api, Call } from './api.ts';
import { count, type Figure, megabytes } from './figure.ts';
import { memoryOfTree } from './process-tree.ts';
import type { RuntimeProcess } from './runtime-process.ts';

const maxBytes = 600_000_000;
/** Collectors and closing connections come to rest; an unused sandbox stays a minute. */
const restMs = 4_000;

/** A request to every area, and writes, whose events go through relay and consumers. */
const calls = (): Call[] => [
  { path: '/v1/me' },
  { path: '/v1/contacts', query: { limit: '50' } },
  { path: '/v1/search', query: { q: 'anna' } },
  { path: '/v1/companies' },
  { path: '/v1/users' },
  { path: '/v1/settings' },
  { path: '/v1/openapi.json' },
  { path: '/config.json' },
  { method: 'POST', path: '/v1/contacts', body: { familyName: `Memory ${randomUUID()}` } },
  { method: 'POST', path: '/v1/leads', body: { name: 'Memory', companyName: 'Bench' } },
  { method: 'POST', path: '/v1/notes', body: { body: '<p>Measured</p>' } },
];

/** Memory of the runtime and all processes below it, a few seconds after every area was called. */
export const measureMemory = async (
  runtime: RuntimeProcess,
  api: Api,
  area: string,
  hasTarget: boolean,
): Promise<Figure> => {
  for (const call of calls()) await api.call(call);
  await new Promise((resolve) => setTimeout(resolve, restMs));
  const what = 'memory at rest, process tree, every area called';
  const memory = memoryOfTree(runtime.pid);
  if (!memory) return { area, what, value: 'not known: this system has no /proc' };
  const { rssBytes, pssBytes, processes } = memory;
  return {
    area,
    what,
    value: `${megabytes(rssBytes)} RSS, ${megabytes(pssBytes)} PSS, ${count(processes)} processes`,
    ...(hasTarget && { target: `≤ ${megabytes(maxBytes)}`, isReached: rssBytes <= maxBytes }),
  };
};
