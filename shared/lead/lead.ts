import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { choice, dateTime, emails, group, longText, money, phones, ref, text } from '../contract/field.ts';

const utm = group(
  {
    source: text({ label: 'Source', max: 120 }),
    medium: text({ label: 'Medium', max: 120 }),
    campaign: text({ label: 'Campaign', max: 120 }),
    term: text({ label: 'Term', max: 120 }),
    content: text({ label: 'Content', max: 120 }),
  },
  { label: 'Campaign parameters' },
);

/** Somebody who may become a customer and whom nobody has qualified yet. */
export const lead = defineEntity({
  noun: 'lead',
  plural: 'leads',
  label: { one: 'Lead', many: 'Leads' },
  area: 'sales',
  title: 'name',
  icon: 'lead',
  group: 'sales',
  owned: true,
  fields: {
    name: text({
      label: 'Name',
      required: true,
      search: 10,
      sensitivity: 'personal',
      aliases: ['full name', 'contact name'],
    }),
    companyName: text({ label: 'Company', search: 8, aliases: ['company', 'company name', 'organisation', 'account'] }),
    emails: emails({
      label: 'E-mails',
      search: 8,
      sensitivity: 'personal',
      aliases: ['email', 'e mail', 'email address'],
    }),
    phones: phones({ label: 'Phones', search: 7, sensitivity: 'personal', aliases: ['phone', 'telephone', 'mobile'] }),
    title: text({ label: 'Job title', aliases: ['position', 'role'] }),
    status: choice(
      [
        { id: 'new', label: 'New', tone: 'info' },
        { id: 'assigned', label: 'Assigned', tone: 'accent' },
        { id: 'working', label: 'Working', tone: 'violet' },
        { id: 'nurturing', label: 'Nurturing', tone: 'neutral' },
        { id: 'qualified', label: 'Qualified', tone: 'success' },
        { id: 'converted', label: 'Converted', tone: 'success' },
        { id: 'disqualified', label: 'Disqualified', tone: 'danger' },
        { id: 'recycled', label: 'Recycled', tone: 'warning' },
      ],
      { label: 'Status', required: true },
    ),
    leadSource: choice(
      [
        'web',
        'form',
        'email',
        'phone',
        'chat',
        'import',
        'referral',
        'partner',
        'event',
        'ad',
        'social',
        'api',
        'other',
      ],
      { label: 'Source', aliases: ['lead source', 'source', 'channel'] },
    ),
    sourceDetail: text({ label: 'Source detail' }),
    utm,
    country: text({ label: 'Country', max: 60, search: 2 }),
    region: text({ label: 'Region', max: 60 }),
    industry: text({ label: 'Industry', search: 2, aliases: ['sector'] }),
    estimatedValue: money({ label: 'Estimated value', aliases: ['value', 'amount'] }),
    rating: choice(
      [
        { id: 'hot', label: 'Hot', tone: 'danger' },
        { id: 'warm', label: 'Warm', tone: 'warning' },
        { id: 'cold', label: 'Cold', tone: 'info' },
      ],
      { label: 'Rating' },
    ),
    message: longText({ label: 'Message', search: 1 }),
    companyId: ref('company', { label: 'Matched company' }),
    disqualifyReason: text({ label: 'Reason for disqualifying' }),
    assignedAt: dateTime({ label: 'Assigned', readOnly: true }),
    assignmentReason: longText({ label: 'Why this owner', readOnly: true, max: 2000 }),
  },
  defaults: { status: 'new' },
  columns: ['name', 'companyName', 'status', 'rating', 'leadSource', 'estimatedValue', 'ownerId', 'createdAt'],
  highlights: ['status', 'rating', 'companyName', 'leadSource', 'estimatedValue', 'ownerId'],
});
export type Lead = RecordOf<typeof lead>;
