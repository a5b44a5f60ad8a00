import { assignmentRuleRules } from '#functions/assignment-rule/assignment-rule.rules.ts';
import { dealRules } from '#functions/deal/deal.rules.ts';
import { leadRules } from '#functions/lead/lead.rules.ts';
import { taskRules } from '#functions/task/task.rules.ts';
import { assignmentRule } from '#shared/assignment-rule/assignment-rule.ts';
import { call } from '#shared/call/call.ts';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { deal } from '#shared/deal/deal.ts';
import { lead } from '#shared/lead/lead.ts';
import { note } from '#shared/note/note.ts';
import { product } from '#shared/product/product.ts';
import { savedView } from '#shared/saved-view/saved-view.ts';
import { task } from '#shared/task/task.ts';
import { companies, dealNames, familyNames, givenNames, noteTexts, products, taskTitles, titles } from './names.ts';
import { people } from './people.ts';
import { type Random, randomFrom } from './random.ts';
import type { World } from './world.ts';

const dayMs = 86_400_000;
const [, manager, rep1, rep2, marketer] = people.map((p) => p.id);
const sellers = [rep1, rep1, rep2, manager].filter((id) => id !== undefined);
const currency = 'EUR';
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const ascii = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase();

type Stages = { readonly open: readonly string[]; readonly won: string; readonly lost: string };

const aPerson = (random: Random) => ({ given: random.pick(givenNames), family: random.pick(familyNames) });

const seedContacts = async (
  world: World,
  random: Random,
  owner: string,
  at: number,
  companyId: string,
  domain: string,
): Promise<AnyRecord[]> => {
  const made: AnyRecord[] = [];
  const names = new Map(
    Array.from({ length: random.between(2, 3) }, () => aPerson(random)).map((p) => [`${p.given} ${p.family}`, p]),
  );
  for (const { given, family } of names.values())
    made.push(
      await world.create(contact, owner, at + random.between(1, 72) * 3_600_000, {
        givenName: given,
        familyName: family,
        title: random.pick(titles),
        companyId,
        emails: [{ value: `${ascii(given)}.${ascii(family)}@${domain}`, kind: 'work', isPrimary: true }],
        phones: [{ value: `+44207946${random.between(1000, 9999)}`, kind: 'work', isPrimary: true }],
        lifecycle: random.pick(['lead', 'mql', 'sql', 'deal', 'customer']),
      }),
    );
  return made;
};

const links = (companyId: string, person: AnyRecord | undefined, sale?: AnyRecord) => ({
  companyId,
  ...(person && { contactId: person.id }),
  ...(sale && { dealId: sale.id }),
});

const seedActivity = async (
  world: World,
  random: Random,
  owner: string,
  nowMs: number,
  companyId: string,
  persons: AnyRecord[],
  sale: AnyRecord,
): Promise<void> => {
  const person = random.pick(persons);
  const about = links(companyId, person, sale);
  for (let i = 0; i < random.between(1, 2); i++)
    await world.create(note, owner, nowMs - random.between(1, 20) * dayMs - random.below(dayMs / 2), {
      body: `<p>${random.pick(noteTexts)}</p>`,
      ...about,
    });
  if (random.next() < 0.7)
    await world.create(call, owner, nowMs - random.between(1, 15) * dayMs, {
      subject: `Call with ${String(person.name)}`,
      direction: random.pick(['inbound', 'outbound']),
      durationSeconds: random.between(60, 1800),
      outcome: random.pick(['Connected', 'Left a message', 'Call back next week']),
      startedAt: new Date(nowMs - random.between(1, 15) * dayMs).toISOString(),
      ...about,
    });
  if (random.next() < 0.75)
    await world.create(
      task,
      owner,
      nowMs - random.between(1, 6) * dayMs,
      {
        title: random.pick(taskTitles),
        kind: random.pick(['call', 'mail', 'meeting', 'task']),
        priority: random.pick(['normal', 'normal', 'high']),
        dueOn: day(nowMs + random.between(-3, 8) * dayMs),
        ...about,
      },
      taskRules,
    );
};

const seedDeal = async (
  world: World,
  random: Random,
  owner: string,
  nowMs: number,
  companyId: string,
  persons: AnyRecord[],
  stages: Stages,
  productIds: readonly string[],
) => {
  const reached = random.below(stages.open.length);
  const bornMs = nowMs - random.between(10 + reached * 8, 25 + reached * 12) * dayMs;
  let sale = await world.create(
    deal,
    owner,
    bornMs,
    {
      name: random.pick(dealNames),
      companyId,
      primaryContactId: random.pick(persons).id,
      productId: random.pick(productIds),
      stageId: stages.open[0],
      amount: { amountMinor: random.between(80, 1480) * 10_000, currency },
      closeDate: day(nowMs + random.between(-5, 120) * dayMs),
      dealType: random.pick(['newBusiness', 'newBusiness', 'renewal', 'expansion']),
      ...(random.next() < 0.7 && { nextStep: random.pick(taskTitles) }),
    },
    dealRules,
  );
  const step = (nowMs - bornMs) / (reached + 2);
  for (let i = 1; i <= reached; i++)
    sale = await world.update(
      deal,
      owner,
      bornMs + Math.floor(step * i),
      sale.id,
      { stageId: stages.open[i] },
      dealRules,
    );
  const fate = random.next();
  const closedMs = nowMs - random.between(1, 9) * dayMs;
  if (fate < 0.16)
    sale = await world.update(
      deal,
      owner,
      closedMs,
      sale.id,
      { stageId: stages.won, closeDate: day(closedMs) },
      dealRules,
    );
  else if (fate < 0.28)
    sale = await world.update(
      deal,
      owner,
      closedMs,
      sale.id,
      { stageId: stages.lost, lostReason: random.pick(['price', 'competitor', 'timing']) },
      dealRules,
    );
  if (fate >= 0.28) await seedActivity(world, random, owner, nowMs, companyId, persons, sale);
};

const seedCompany = async (
  world: World,
  n: number,
  nowMs: number,
  stages: Stages,
  productIds: readonly string[],
): Promise<void> => {
  const random = randomFrom(1000 + n);
  const [name, industry, city, country, domain] = companies[n] ?? companies[0];
  const owner = random.pick(sellers);
  const at = nowMs - random.between(90, 200) * dayMs;
  const firm = await world.create(company, owner, at, {
    name,
    industry,
    location: `${city}, ${country}`,
    domains: [domain],
    website: `https://${domain}`,
    kind: random.pick(['prospect', 'prospect', 'customer', 'partner']),
    employees: random.between(20, 4000),
    annualRevenue: { amountMinor: random.between(2, 400) * 100_000_000, currency },
    foundedYear: random.between(1920, 2019),
  });
  const persons = await seedContacts(world, random, owner, at, firm.id, domain);
  for (let i = 0; i < random.between(1, 3); i++)
    await seedDeal(world, random, owner, nowMs, firm.id, persons, stages, productIds);
};

const seedLead = async (world: World, n: number, nowMs: number): Promise<void> => {
  const random = randomFrom(5000 + n);
  const { given, family } = aPerson(random);
  const [firm, industry, , country] = companies[random.below(companies.length)] ?? companies[0];
  const owner = random.pick([rep1, rep2]) ?? '';
  await world.create(
    lead,
    owner,
    nowMs - random.between(1, 12) * dayMs,
    {
      name: `${given} ${family}`,
      companyName: `${firm.split(' ')[0]} ${random.pick(['Labs', 'Partners', 'Group', 'Works'])}`,
      emails: [{ value: `${ascii(given)}@${ascii(family)}.example`, isPrimary: true }],
      leadSource: random.pick(['web', 'form', 'referral', 'event', 'ad']),
      rating: random.pick(['hot', 'warm', 'cold']),
      status: random.pick(['new', 'working', 'qualified', 'nurturing']),
      estimatedValue: { amountMinor: random.between(50, 600) * 10_000, currency },
      industry,
      country,
    },
    leadRules,
  );
};

const seedSettings = async (world: World, nowMs: number): Promise<string[]> => {
  const at = nowMs - 210 * dayMs;
  const admin = people[0]?.id ?? '';
  const ids: string[] = [];
  for (const [name, sku, series, amountMinor] of products)
    ids.push(
      (
        await world.create(product, admin, at, {
          name,
          sku,
          series,
          price: { amountMinor, currency },
          kind: series === 'Services' ? 'service' : 'good',
        })
      ).id,
    );
  const pool = [rep1, rep2].flatMap((userId) => (userId ? [{ userId }] : []));
  await world.create(
    assignmentRule,
    admin,
    at,
    {
      name: 'By country',
      order: 1,
      method: 'territory',
      territoryField: 'country',
      pool,
      when: { field: 'country', op: 'in', value: ['United Kingdom', 'Ireland', 'Germany', 'Austria', 'Switzerland'] },
    },
    assignmentRuleRules,
  );
  await world.create(
    assignmentRule,
    admin,
    at,
    { name: 'Everybody in turn', order: 2, method: 'roundRobin', pool },
    assignmentRuleRules,
  );
  await world.create(savedView, manager ?? '', at, {
    noun: 'deal',
    name: 'Closing soon',
    kind: 'table',
    visibility: 'public',
    filter: {
      and: [
        { field: 'status', op: 'eq', value: 'open' },
        { field: 'closeDate', op: 'within', value: { next: 30, unit: 'day' } },
      ],
    },
    sort: ['closeDate'],
  });
  await world.create(savedView, manager ?? '', at, {
    noun: 'company',
    name: 'Customers',
    kind: 'table',
    visibility: 'public',
    filter: { field: 'kind', op: 'eq', value: 'customer' },
    sort: ['name'],
  });
  await world.create(savedView, marketer ?? '', at, {
    noun: 'lead',
    name: 'Hot leads',
    kind: 'table',
    visibility: 'public',
    filter: { field: 'rating', op: 'eq', value: 'hot' },
  });
  return ids;
};

const leadCount = 14;

/** Companies with people, deals and what was done about them, leads, products, rules and views, as a sales team would have after half a year. */
export const seedRecords = async (world: World, nowMs: number, stages: Stages): Promise<void> => {
  const productIds = await seedSettings(world, nowMs);
  await Promise.all(companies.map((_, n) => seedCompany(world, n, nowMs, stages, productIds)));
  await Promise.all(Array.from({ length: leadCount }, (_, n) => seedLead(world, n, nowMs)));
};
