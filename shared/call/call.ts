import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { choice, dateTime, longText, number, phone, ref, text } from '../contract/field.ts';

/** A telephone call, made or missed. */
export const call = defineEntity({
  noun: 'call',
  plural: 'calls',
  label: { one: 'Call', many: 'Calls' },
  area: 'people',
  title: 'subject',
  icon: 'phone',
  owned: true,
  fields: {
    subject: text({ label: 'Subject', required: true, search: 6 }),
    direction: choice(['inbound', 'outbound'], { label: 'Direction', required: true }),
    status: choice(
      ['queued', 'ringing', 'inProgress', 'completed', 'noAnswer', 'busy', 'failed', 'cancelled', 'voicemail'],
      { label: 'Status', required: true },
    ),
    outcome: text({ label: 'Outcome', search: 2 }),
    startedAt: dateTime({ label: 'Started' }),
    durationSeconds: number({ label: 'Seconds', int: true, min: 0, max: 86_400 }),
    number: phone({ label: 'Number', search: 3, sensitivity: 'personal' }),
    summary: longText({ label: 'Summary', search: 2, sensitivity: 'personal' }),
    companyId: ref('company', { label: 'Company' }),
    contactId: ref('contact', { label: 'Contact' }),
    leadId: ref('lead', { label: 'Lead' }),
    dealId: ref('deal', { label: 'Deal' }),
  },
  defaults: { direction: 'outbound', status: 'completed' },
  columns: ['subject', 'direction', 'status', 'outcome', 'contactId', 'startedAt', 'ownerId'],
});
export type Call = RecordOf<typeof call>;
