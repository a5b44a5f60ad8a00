import type { Item } from '#functions/platform/table.ts';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import { ulidOf } from '#shared/ulid.ts';
import { people } from '#test/demo/people.ts';
import { type Random, randomOf } from '#test/simulation/random.ts';
import { commitItems } from './commit-items.ts';

const syllables =
  'an bel cor da el fen gar hol in jo ka lin mar nor ol per qui ros sta tor ul ver wen xa yor zel'.split(' ');
const givenNames =
  'Anna Ben Clara David Émilie Felix Grace Hans Ines Jörg Karin Luis Mia Noah Olga Paul Rosa Søren Tom Ulrike'.split(
    ' ',
  );
const titles = ['Head of Operations', 'Managing Director', 'Procurement Lead', 'IT Manager', 'Chief Financial Officer'];
const industries = ['Software', 'Retail', 'Health care', 'Finance', 'Energy', 'Logistics', 'Education', 'Media'];
const lifecycles = ['lead', 'mql', 'sql', 'deal', 'customer', 'churned'];
/** So many contacts share a company. */
const perCompany = 5;

/** What of a contact is needed to ask for it. */
export type ContactFixture = { readonly id: string; readonly name: string; readonly companyId: string };
export type Fixture = {
  /** Everything that a commit would write for one record. */
  readonly items: readonly Item[];
  readonly contact: ContactFixture | undefined;
};

const word = (random: Random, parts: number): string => {
  const text = Array.from({ length: parts }, () => random.of(syllables)).join('');
  return text.charAt(0).toUpperCase() + text.slice(1);
};
const ascii = (text: string): string => text.normalize('NFKD').replace(/[^\w]/g, '').toLowerCase();

const aCompany = (random: Random, n: number) => {
  const name = `${word(random, 3)} ${random.of(['GmbH', 'Ltd', 'SA', 'Group'])}`;
  return {
    ...company.defaults,
    source: 'import',
    name,
    industry: random.of(industries),
    location: word(random, 2),
    domains: [`${ascii(name)}-${n}.example`],
    kind: random.of(['prospect', 'customer', 'partner']),
    employees: random.below(5000),
    annualRevenue: { amountMinor: random.below(1e9), currency: 'EUR' },
  };
};

const aContact = (random: Random, n: number, companyId: string) => {
  const givenName = random.of(givenNames);
  const familyName = word(random, 3);
  return {
    ...contact.defaults,
    source: 'import',
    name: `${givenName} ${familyName}`,
    givenName,
    familyName,
    title: random.of(titles),
    companyId,
    emails: [{ value: `${ascii(givenName)}.${ascii(familyName)}@c${n}.example`, kind: 'work', isPrimary: true }],
    phones: [{ value: `+49176${10_000_000 + random.below(80_000_000)}`, kind: 'mobile', isPrimary: true }],
    lifecycle: random.of(lifecycles),
  };
};

/**
 * So many contacts and a fifth as many companies, owned by the people of the demo, made one after another from `fromMs` on. The same
 * arguments give the same records.
 */
export function* fixtures(contacts: number, fromMs: number): Generator<Fixture> {
  const random = randomOf(contacts);
  let ms = fromMs;
  const ids = {
    ulid: (atMs: number) => ulidOf(atMs, random.bytes(10)),
    secret: (bytes: number) => Buffer.from(random.bytes(bytes)).toString('base64url'),
  };
  const owned = () => {
    const { id, memberOf } = random.of(people);
    return { ownerId: id, ...(memberOf.length > 0 && { teamIds: memberOf }) };
  };
  let companyId = '';
  for (let n = 0; n < contacts; n++) {
    ms += 20 + random.below(100);
    if (n % perCompany === 0) {
      companyId = ids.ulid(ms);
      const values = { ...aCompany(random, n), ...owned() };
      yield { items: commitItems(company, companyId, values, ms, ids), contact: undefined };
    }
    const id = ids.ulid(ms);
    const values = { ...aContact(random, n, companyId), ...owned() };
    yield { items: commitItems(contact, id, values, ms, ids), contact: { id, name: values.name, companyId } };
  }
}
