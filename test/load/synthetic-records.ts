import { eventKey, feedKeyOf, feedOf, type StoredEvent } from '#functions/platform/stored.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { rankOfTime } from '#shared/deal/rank.ts';
import { ulidOf } from '#shared/ulid.ts';

/** Numbers that look random and are the same in every run (mulberry32). */
export const seededRandom = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const syllables = [
  'an',
  'bel',
  'cor',
  'da',
  'el',
  'fen',
  'gar',
  'hol',
  'in',
  'jo',
  'ka',
  'lin',
  'mar',
  'nor',
  'ol',
  'per',
  'qui',
  'ros',
  'sta',
  'tor',
  'ul',
  'ver',
  'wen',
  'xa',
  'yor',
  'zel',
];
const industries = ['Software', 'Retail', 'Health', 'Finance', 'Energy', 'Logistics', 'Education', 'Media'];
const givenNames = [
  'Anna',
  'Ben',
  'Clara',
  'David',
  'Émilie',
  'Felix',
  'Grace',
  'Hans',
  'Ines',
  'Jörg',
  'Karin',
  'Luis',
  'Mia',
  'Noah',
  'Olga',
  'Paul',
  'Rosa',
  'Søren',
  'Tom',
  'Ulrike',
];
const stageKinds = ['open', 'open', 'open', 'won', 'lost'] as const;
const actor = { kind: 'import', id: 'bench', name: 'Bench' } as const;
const startMs = Date.UTC(2024, 0, 1);

export type Synthetic = {
  readonly people: readonly string[];
  readonly teams: readonly string[];
  readonly pipelineId: string;
  readonly events: () => Generator<StoredEvent>;
};

/**
 * The events that created `count` records of a sales team: a fifth companies, half contacts, the rest deals, owned by fifty people in five
 * teams. The same count and seed give the same records.
 */
export const syntheticRecords = (count: number, seed = 1): Synthetic => {
  const random = seededRandom(seed);
  const bytes = (): Uint8Array => Uint8Array.from({ length: 10 }, () => Math.floor(random() * 256));
  let ms = startMs;
  const nextId = (): string => {
    ms += 1 + Math.floor(random() * 500);
    return ulidOf(ms, bytes());
  };
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const word = (parts: number): string => {
    const text = Array.from({ length: parts }, () => pick(syllables)).join('');
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  const teams = Array.from({ length: 5 }, nextId);
  const people = Array.from({ length: 50 }, nextId);
  const pipelineId = nextId();
  const stages = stageKinds.map((kind, order) => ({ id: nextId(), kind, order }));

  const eventOf = (noun: string, id: string, fields: Record<string, unknown>): StoredEvent => {
    const at = new Date(ms).toISOString();
    const record: AnyRecord = {
      ...fields,
      id,
      type: noun,
      version: 1,
      createdAt: at,
      createdBy: actor,
      updatedAt: at,
      updatedBy: actor,
    };
    const eventId = nextId();
    return {
      ...eventKey(noun, id, eventId),
      eventId,
      noun,
      recordId: id,
      version: 1,
      schemaVersion: 1,
      type: `${noun}.created`,
      at,
      actor,
      cause: { chain: [] },
      record,
      before: {},
      salt: '',
      previousHash: '',
      hash: '',
      feed: feedOf(id),
      feedKey: feedKeyOf(eventId, noun, id, 1),
    };
  };
  const owned = () => {
    const i = Math.floor(random() * people.length);
    return { ownerId: people[i], teamIds: [teams[i % teams.length]], source: 'import' };
  };
  const company = (id: string) => {
    const name = `${word(3)} ${pick(['GmbH', 'Inc', 'Ltd', 'SA', 'Group'])}`;
    return eventOf('company', id, {
      ...owned(),
      name,
      domains: [`${name.split(' ')[0]?.toLowerCase()}.example`],
      industry: pick(industries),
      kind: pick(['prospect', 'customer', 'partner']),
      employees: Math.floor(random() * 5000),
      annualRevenue: { amountMinor: Math.floor(random() * 1e9), currency: 'EUR' },
      location: word(2),
      phones: [{ value: `+4930${Math.floor(1e6 + random() * 8e6)}`, kind: 'work' }],
      ...(random() < 0.3 && { tags: [pick(['key', 'trial', 'event'])] }),
    });
  };
  const contact = (companyId: string | undefined) => {
    const givenName = pick(givenNames);
    const familyName = word(3);
    return eventOf('contact', nextId(), {
      ...owned(),
      givenName,
      familyName,
      name: `${givenName} ${familyName}`,
      emails: [
        {
          value: `${givenName}.${familyName}@${word(2)}.example`
            .normalize('NFKD')
            .replace(/[^\w.@]/g, '')
            .toLowerCase(),
          isPrimary: true,
        },
      ],
      phones: [{ value: `+49176${Math.floor(1e7 + random() * 8e7)}`, kind: 'mobile' }],
      title: pick(['CEO', 'Buyer', 'Engineer', 'Head of Sales', 'Assistant']),
      lifecycle: pick(['lead', 'customer', 'churned']),
      ...(companyId && { companyId }),
    });
  };
  const deal = (companyId: string | undefined) => {
    const stage = pick(stages);
    return eventOf('deal', nextId(), {
      ...owned(),
      name: `${word(2)} ${pick(['renewal', 'rollout', 'pilot', 'upgrade'])}`,
      pipelineId,
      stageId: stage.id,
      status: stage.kind,
      stageEnteredAt: new Date(ms).toISOString(),
      amount: { amountMinor: Math.floor(random() * 5e6), currency: random() < 0.9 ? 'EUR' : 'USD' },
      probability: stage.order * 20,
      closeDate: new Date(ms + random() * 1e10).toISOString().slice(0, 10),
      dealType: 'newBusiness',
      rank: rankOfTime(ms),
      ...(companyId && { companyId }),
    });
  };

  return {
    people,
    teams,
    pipelineId,
    events: function* () {
      for (const [i, id] of teams.entries()) yield eventOf('team', id, { name: `Team ${i}` });
      for (const [i, id] of people.entries())
        yield eventOf('user', id, {
          name: `Person ${i}`,
          email: `person${i}@demo.example`,
          status: 'active',
          roleIds: [],
          memberOf: [teams[i % teams.length]],
        });
      yield eventOf('pipeline', pipelineId, { name: 'Sales', order: 0, isActive: true });
      for (const { id, kind, order } of stages)
        yield eventOf('stage', id, {
          name: `Stage ${order}`,
          pipelineId,
          order,
          kind,
          probability: order * 20,
          forecastCategory: 'pipeline',
        });
      const companies: string[] = [];
      for (let i = 0; i < count; i++) {
        if (i % 5 === 0) {
          const id = nextId();
          companies.push(id);
          yield company(id);
        } else yield i % 10 < 6 || i % 10 === 9 ? contact(pick(companies)) : deal(pick(companies));
      }
    },
  };
};
