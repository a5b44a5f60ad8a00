import { randomUUID } from 'node:crypto';
import { dealHandlers } from '#functions/deal/deal.handlers.ts';
import { firstStages } from '#functions/first-start/first-records.ts';
import type { Ports } from '#functions/platform/context.ts';
import { readEnvironment } from '#functions/platform/environment.ts';
import { createArea } from '#functions/platform/handle.ts';
import type { Blobs } from '#functions/platform/ports.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import { systemClock, systemIds, systemLog } from '#functions/platform/system.ts';
import type { Table } from '#functions/platform/table.ts';
import type { ReadModel } from '#functions/read-model/model.ts';
import { queryHandlers } from '#functions/read-model/query-handlers.ts';
import { contact } from '#shared/contact/contact.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { standardRoutes } from '#shared/contract/standard-routes.ts';
import { deal } from '#shared/deal/deal.ts';
import { registry } from '#shared/registry.ts';
import { type AnswerBody, gatewayEvent, type SentRequest } from '#test/fakes/http.ts';
import { itemSize } from '#test/simulation/item-size.ts';
import { countingTable, type Usage } from './counting-table.ts';
import { count, type Figure } from './figure.ts';
import { listCall } from './operations.ts';

const unitOperations = [
  'create contact',
  'get contact',
  'list contacts',
  'search',
  'update contact',
  'move deal',
] as const;
export type UnitOperation = (typeof unitOperations)[number];
export type UnitUsage = Readonly<Record<UnitOperation, Usage>>;

/** A list this soon after another does not read the feed; the units are those of one that does. */
const untilStaleMs = 300;

type Sample = Readonly<Record<string, unknown>>;
/** The record of middle size: what is measured is what a usual record costs. */
export const medianRecord = <R extends Sample>(records: readonly R[]): R => {
  const found = records.toSorted((a, b) => itemSize(a) - itemSize(b))[Math.floor(records.length / 2)];
  if (!found) throw new Error('there is no record to take as an example');
  return found;
};

/** The fields that a client may write, of a record that it got. */
const writableOf = (entity: Entity, record: Sample): Record<string, unknown> =>
  Object.fromEntries(entity.writable.flatMap((field) => (record[field] === undefined ? [] : [[field, record[field]]])));

const noBlobs = new Proxy({} as Blobs, {
  get: () => () => {
    throw new Error('there are no buckets here');
  },
});

export type UnitSources = {
  readonly table: Table;
  readonly model: ReadModel;
  /** Whose access token would be sent. */
  readonly sub: string;
  readonly companyId: string;
  readonly contact: Sample;
  readonly deal: Sample;
};

/** The use cases in this process, over a table that counts. */
const openCounted = ({ table: inner, model, sub }: UnitSources) => {
  const counted = countingTable(inner);
  const ports: Ports = {
    table: counted.table,
    clock: systemClock,
    ids: systemIds,
    log: systemLog,
    environment: readEnvironment({ CRM_TABLE: 'table', CRM_SIGNING_SECRET: 'a secret of the bench, long enough' }),
    files: noBlobs,
    snapshots: noBlobs,
  };
  const handler = createArea(ports, [
    ...standardHandlers(contact, standardRoutes(contact)),
    ...dealHandlers,
    ...queryHandlers(Object.values(registry), async () => model),
  ]);
  const ask = async (sent: Omit<SentRequest, 'sub'>): Promise<AnswerBody> => {
    const headers = { ...(sent.method === 'POST' && { 'idempotency-key': randomUUID() }), ...sent.headers };
    // the context of Lambda is not looked at
    const { statusCode = 200, body = '' } = await handler(gatewayEvent({ ...sent, sub, headers }), {} as never);
    if (statusCode > 299) throw new Error(`${sent.method} ${sent.path}: ${statusCode} ${body.slice(0, 300)}`);
    return JSON.parse(body) as AnswerBody;
  };
  return { ask, take: counted.take };
};

/** Round trips and request units of each operation, on records like those of the demo, by somebody who was there before. */
export const measureUnits = async (sources: UnitSources): Promise<UnitUsage> => {
  const { ask, take } = openCounted(sources);
  const { companyId } = sources;
  const newContact = () => ({
    ...writableOf(contact, sources.contact),
    companyId,
    ownerId: undefined,
    emails: [{ value: `${randomUUID()}@units.example`, kind: 'work', isPrimary: true }],
  });
  const {
    primaryContactId: _contact,
    productId: _product,
    ownerId: _owner,
    ...values
  } = writableOf(deal, sources.deal);
  const made = await ask({ method: 'POST', path: '/v1/contacts', body: newContact() });
  const dealBody = { ...values, companyId, pipelineId: undefined, stageId: firstStages.open[0] };
  const sale = await ask({ method: 'POST', path: '/v1/deals', body: dealBody });
  const usageOf = async (sent: Omit<SentRequest, 'sub'>): Promise<Usage> => {
    take();
    await ask(sent);
    return take();
  };
  const { query } = listCall(0);
  const list = { method: 'GET', path: '/v1/contacts', query: new URLSearchParams(query).toString() };
  // so that the list finds nothing new to fetch
  await ask(list);
  const followingUsageOf = async (sent: Omit<SentRequest, 'sub'>): Promise<Usage> => {
    await new Promise((resolve) => setTimeout(resolve, untilStaleMs));
    return usageOf(sent);
  };
  return {
    'list contacts': await followingUsageOf(list),
    search: await followingUsageOf({ method: 'GET', path: '/v1/search', query: 'q=anna' }),
    'get contact': await usageOf({ method: 'GET', path: `/v1/contacts/${made.id}` }),
    'create contact': await usageOf({ method: 'POST', path: '/v1/contacts', body: newContact() }),
    'update contact': await usageOf({
      method: 'PATCH',
      path: `/v1/contacts/${made.id}`,
      body: { title: 'Chair' },
      headers: { 'if-match': '1' },
    }),
    'move deal': await usageOf({
      method: 'POST',
      path: `/v1/deals/${sale.id}/move`,
      body: { stageId: firstStages.open[1] },
      headers: { 'if-match': '1' },
    }),
  };
};

const targets: Partial<Record<UnitOperation, { read?: number; write?: number; roundTrips?: number }>> = {
  'create contact': { write: 16, roundTrips: 2 },
  'move deal': { write: 14 },
  'get contact': { read: 1 },
  'list contacts': { read: 4 },
};

const targetOf = (name: UnitOperation, { operation, roundTrips }: Usage): Pick<Figure, 'target' | 'isReached'> => {
  const target = targets[name];
  if (!target) return {};
  const parts = [
    target.write !== undefined
      ? { text: `${target.write} WRU`, isReached: operation.write <= target.write }
      : undefined,
    target.read !== undefined ? { text: `${target.read} RRU`, isReached: operation.read <= target.read } : undefined,
    target.roundTrips !== undefined
      ? { text: `${target.roundTrips} round trips`, isReached: roundTrips <= target.roundTrips }
      : undefined,
  ].filter((part) => part !== undefined);
  return { target: `≤ ${parts.map((p) => p.text).join(', ')}`, isReached: parts.every((p) => p.isReached) };
};

/** Units of the operation, with those of authentication apart, at a number of contacts. */
export const unitFigures = (usage: UnitUsage, area: string): Figure[] =>
  unitOperations.map((name) => {
    const { operation, authentication, roundTrips } = usage[name];
    const value = `${operation.write} WRU, ${operation.read} RRU; authentication ${authentication.read} RRU; round trips: ${roundTrips}`;
    return { area, what: name, value, ...targetOf(name, usage[name]) };
  });

const share = 0.1;
/** Whether the units are those of the smaller table, give or take a tenth. */
export const unitsAlike = (few: UnitUsage, many: UnitUsage, area: string, sizes: readonly [number, number]): Figure => {
  const isAlike = (a: number, b: number): boolean => Math.abs(a - b) <= share * Math.max(a, b);
  const differing = unitOperations.filter((name) => {
    const [a, b] = [few[name].operation, many[name].operation];
    return !isAlike(a.read, b.read) || !isAlike(a.write, b.write);
  });
  return {
    area,
    what: `units at ${count(sizes[0])} and ${count(sizes[1])} contacts`,
    value: differing.length === 0 ? 'the same' : `differ: ${differing.join(', ')}`,
    target: '± 10 %',
    isReached: differing.length === 0,
  };
};
