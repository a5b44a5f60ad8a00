import { randomUUID } from 'node:crypto';
import { firstStages } from '#functions/first-start/first-records.ts';
import { people } from '#test/demo/people.ts';
import { type Random, randomOf } from '#test/simulation/random.ts';
import type { Answer, Api, Call } from './api.ts';
import type { ContactFixture } from './fixtures.ts';

/** The operations that the figures name; each is asked for by one of several clients. */
export type OperationName = 'get' | 'list' | 'search' | 'create' | 'update' | 'move';
export type Operations = Readonly<Record<OperationName, (client: number) => Promise<Answer>>>;

const dealsPerClient = 3;

/** Lists as people ask for them: text, choice, owner, a relation away, e-mail; each filtered and sorted. */
export const listQueries = [
  { filter: { field: 'lifecycle', op: 'eq', value: 'customer' }, sort: 'familyName' },
  { filter: { field: 'title', op: 'contains', value: 'lead' }, sort: '-updatedAt' },
  {
    filter: {
      and: [
        { field: 'ownerId', op: 'eq', value: people[2]?.id },
        { field: 'lifecycle', op: 'in', value: ['lead', 'mql'] },
      ],
    },
    sort: 'name',
  },
  { filter: { field: 'companyId.industry', op: 'eq', value: 'Software' }, sort: '-createdAt' },
  { filter: { field: 'emails', op: 'contains', value: 'anna.mar' }, sort: 'familyName,givenName' },
] as const;

const listedSinceMs = Date.UTC(2020, 0, 1);
/**
 * The nth list, of the contacts made since a day long ago, another one each time: the total of a list that was asked for before is known
 * until something changes.
 */
export const listCall = (n: number, day = n): Call => {
  const { filter, sort } = listQueries[n % listQueries.length] ?? listQueries[0];
  const since = { field: 'createdAt', op: 'gte', value: new Date(listedSinceMs + day * 1000).toISOString() };
  return { path: '/v1/contacts', query: { filter: JSON.stringify({ and: [filter, since] }), sort } };
};

/** What one types to find somebody: some letters of a name, two beginnings, a typo, a part of a phone number. */
export const searchText = (random: Random, { name }: ContactFixture): string => {
  const [given = '', family = ''] = name.split(' ');
  switch (random.below(4)) {
    case 0:
      return family.slice(0, 3 + random.below(3));
    case 1:
      return `${given.slice(0, 3)} ${family.slice(0, 4)}`;
    case 2:
      return family.slice(0, 2) + family.charAt(3) + family.charAt(2) + family.slice(4);
    default:
      return `0176 ${1000 + random.below(8000)}`;
  }
};

const makeDeal = async (api: Api, random: Random, companyId: string): Promise<Answer> =>
  api.call({
    method: 'POST',
    path: '/v1/deals',
    body: {
      name: `Three-year renewal ${random.below(1e6)}`,
      companyId,
      stageId: firstStages.open[0],
      amount: { amountMinor: 10_000 * random.below(1000), currency: 'EUR' },
      closeDate: '2030-01-31',
    },
  });

/** Prepares the operations: each client has records of its own to change, so that no two stand in each other's way. */
export const prepareOperations = async (
  api: Api,
  contacts: readonly ContactFixture[],
  clients: number,
): Promise<Operations> => {
  const random = randomOf(11);
  const versions = new Map<string, number>();
  const deals: Answer[][] = [];
  for (let client = 0; client < clients; client++) {
    const { companyId } = random.of(contacts);
    deals.push([]);
    for (let n = 0; n < dealsPerClient; n++) deals[client]?.push(await makeDeal(api, random, companyId));
  }
  let lists = 0;
  let moves = 0;
  return {
    get: () => api.call({ path: `/v1/contacts/${random.of(contacts).id}` }),
    list: () => api.call(listCall(lists++)),
    search: () => api.call({ path: '/v1/search', query: { q: searchText(random, random.of(contacts)) } }),
    create: () => {
      const { companyId } = random.of(contacts);
      const value = `lotte.brandt.${randomUUID()}@bench.example`;
      const body = {
        givenName: 'Lotte',
        familyName: 'Brandt',
        title: 'Procurement Lead',
        companyId,
        emails: [{ value, kind: 'work', isPrimary: true }],
        phones: [{ value: '+442079461234', kind: 'work', isPrimary: true }],
        lifecycle: 'sql',
      };
      return api.call({ method: 'POST', path: '/v1/contacts', body });
    },
    update: async (client) => {
      // a part of all contacts for each client
      const at = random.below(Math.floor(contacts.length / clients)) * clients + client;
      const { id } = contacts[at] ?? random.of(contacts);
      const body = { title: `Managing Director ${random.below(1e6)}` };
      const changed = await api.call({
        method: 'PATCH',
        path: `/v1/contacts/${id}`,
        body,
        ifMatch: versions.get(id) ?? 1,
      });
      versions.set(id, changed.version);
      return changed;
    },
    move: async (client) => {
      const own = deals[client] ?? [];
      const slot = moves++ % own.length;
      const last = own[slot];
      if (!last) throw new Error('a client has no deals');
      const at = firstStages.open.indexOf(String(last.stageId));
      const body = { stageId: firstStages.open[(at + 1) % firstStages.open.length] };
      const moved = await api.call({
        method: 'POST',
        path: `/v1/deals/${last.id}/move`,
        body,
        ifMatch: last.version,
      });
      own[slot] = moved;
      return moved;
    },
  };
};
