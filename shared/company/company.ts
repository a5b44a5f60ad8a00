import { defineEntity, type RecordOf } from '../contract/entity.ts';
import {
  address,
  boolean,
  choice,
  date,
  labels,
  list,
  longText,
  money,
  number,
  phones,
  ref,
  text,
  url,
} from '../contract/field.ts';

/** How far somebody has come with us. */
export const lifecycles = [
  'subscriber',
  'lead',
  { id: 'mql', label: 'Marketing qualified' },
  { id: 'sql', label: 'Sales qualified' },
  { id: 'deal', label: 'In a deal' },
  { id: 'customer', label: 'Customer', tone: 'success' },
  { id: 'evangelist', label: 'Advocate', tone: 'violet' },
  { id: 'churned', label: 'Churned', tone: 'neutral' },
] as const;

/** An organisation that one does business with. */
export const company = defineEntity({
  noun: 'company',
  plural: 'companies',
  label: { one: 'Company', many: 'Companies' },
  area: 'people',
  title: 'name',
  icon: 'building',
  group: 'sales',
  owned: true,
  fields: {
    name: text({
      label: 'Name',
      required: true,
      search: 10,
      aliases: ['account', 'account name', 'company', 'company name', 'organisation', 'organization', 'customer'],
    }),
    legalName: text({ label: 'Legal name', search: 4 }),
    domains: labels({ label: 'Domains', search: 6, aliases: ['domain'] }),
    website: url({ label: 'Website', aliases: ['url', 'homepage', 'web'] }),
    industry: text({ label: 'Industry', search: 3, aliases: ['sector', 'branch'] }),
    kind: choice(
      [
        { id: 'prospect', label: 'Prospect', tone: 'info' },
        { id: 'customer', label: 'Customer', tone: 'success' },
        { id: 'partner', label: 'Partner', tone: 'violet' },
        'supplier',
        { id: 'competitor', label: 'Competitor', tone: 'warning' },
        { id: 'formerCustomer', label: 'Former customer', tone: 'neutral' },
      ],
      { label: 'Kind' },
    ),
    lifecycle: choice(lifecycles, { label: 'Lifecycle' }),
    tier: text({ label: 'Tier', max: 40 }),
    employees: number({ label: 'Employees', int: true, min: 0, aliases: ['number of employees', 'headcount', 'size'] }),
    annualRevenue: money({ label: 'Annual revenue', aliases: ['revenue', 'turnover'] }),
    foundedYear: number({
      label: 'Founded',
      isPlain: true,
      int: true,
      min: 1000,
      max: 2200,
      aliases: ['year established', 'founded', 'year founded'],
    }),
    location: text({ label: 'Location', search: 3, aliases: ['office location', 'country', 'headquarters', 'city'] }),
    parentId: ref('company', { label: 'Parent company', aliases: ['subsidiary of', 'parent', 'parent account'] }),
    addresses: list(address({ label: 'Address' }), { label: 'Addresses', max: 20 }),
    phones: phones({ label: 'Phones', search: 5, aliases: ['phone', 'telephone', 'phone number'] }),
    taxId: text({ label: 'Tax id', max: 40, search: 4, aliases: ['vat id', 'vat number'] }),
    isOnCreditHold: boolean({ label: 'Credit hold' }),
    doNotContact: boolean({ label: 'Do not contact' }),
    description: longText({ label: 'Description', search: 1 }),
    customerSince: date({ label: 'Customer since' }),
  },
  defaults: { kind: 'prospect' },
  columns: ['name', 'industry', 'kind', 'employees', 'annualRevenue', 'location', 'ownerId', 'updatedAt'],
  highlights: ['kind', 'industry', 'employees', 'annualRevenue', 'location', 'ownerId'],
});
export type Company = RecordOf<typeof company>;
