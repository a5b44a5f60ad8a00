import { lifecycles } from '../company/company.ts';
import { defineEntity, type RecordOf } from '../contract/entity.ts';
import {
  address,
  boolean,
  choice,
  date,
  emails,
  group,
  labels,
  list,
  longText,
  phones,
  ref,
  text,
} from '../contract/field.ts';
import { displayName } from './display-name.ts';

const social = group(
  {
    network: text({ label: 'Network', max: 40, required: true }),
    handle: text({ label: 'Name there', max: 120, required: true }),
    url: text({ label: 'Address', max: 500 }),
  },
  { label: 'Profile' },
);

/** A person outside the own company. */
export const contact = defineEntity({
  noun: 'contact',
  plural: 'contacts',
  label: { one: 'Contact', many: 'Contacts' },
  area: 'people',
  title: 'name',
  icon: 'contact',
  group: 'sales',
  owned: true,
  fields: {
    name: text({ label: 'Name', readOnly: true, search: 10, sensitivity: 'personal' }),
    prefix: text({ label: 'Prefix', max: 30, section: 'Name' }),
    givenName: text({
      label: 'First name',
      max: 100,
      sensitivity: 'personal',
      aliases: ['given name', 'forename', 'firstname'],
      section: 'Name',
    }),
    middleName: text({ label: 'Middle name', max: 100, sensitivity: 'personal', section: 'Name' }),
    familyName: text({
      label: 'Last name',
      max: 100,
      sensitivity: 'personal',
      aliases: ['surname', 'family name', 'lastname'],
      section: 'Name',
    }),
    suffix: text({ label: 'Suffix', max: 30, section: 'Name' }),
    emails: emails({
      label: 'E-mails',
      unique: true,
      search: 8,
      sensitivity: 'personal',
      aliases: ['email', 'e mail', 'email address', 'mail'],
    }),
    phones: phones({
      label: 'Phones',
      search: 7,
      sensitivity: 'personal',
      aliases: ['phone', 'telephone', 'mobile', 'phone number'],
    }),
    companyId: ref('company', {
      label: 'Company',
      aliases: ['company', 'company name', 'account', 'account name', 'organisation'],
    }),
    title: text({ label: 'Job title', search: 3, aliases: ['role', 'position'] }),
    lifecycle: choice(lifecycles, { label: 'Lifecycle' }),
    addresses: list(address({ label: 'Address' }), { label: 'Addresses', max: 20, sensitivity: 'personal' }),
    birthday: date({ label: 'Birthday', sensitivity: 'personal', aliases: ['date of birth'] }),
    language: text({ label: 'Language', max: 20 }),
    timeZone: text({ label: 'Time zone', max: 60 }),
    interests: labels({ label: 'Interests', search: 1 }),
    socials: list(social, { label: 'Social profiles', max: 20, sensitivity: 'personal' }),
    preferredChannel: choice(['email', 'phone', 'sms', 'post'], { label: 'Preferred channel' }),
    doNotCall: boolean({ label: 'Do not call' }),
    doNotMail: boolean({ label: 'Do not mail' }),
    doNotSell: boolean({ label: 'Do not sell data' }),
    description: longText({ label: 'Description', search: 1 }),
  },
  derive: (record) => ({ name: displayName(record) }),
  validate: (record) =>
    displayName(record) === undefined
      ? [{ pointer: '/familyName', detail: 'A contact needs a name or an e-mail address.' }]
      : [],
  columns: ['name', 'companyId', 'title', 'emails', 'phones', 'lifecycle', 'ownerId', 'updatedAt'],
  highlights: ['companyId', 'title', 'lifecycle', 'emails', 'phones', 'ownerId'],
});
export type Contact = RecordOf<typeof contact>;
