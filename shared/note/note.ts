import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { boolean, ref, rich, text } from '../contract/field.ts';
import { summaryOf } from './summary.ts';

/** What somebody wrote down about a record. */
export const note = defineEntity({
  noun: 'note',
  plural: 'notes',
  label: { one: 'Note', many: 'Notes' },
  area: 'people',
  title: 'summary',
  icon: 'note',
  owned: true,
  fields: {
    body: rich({
      label: 'Text',
      required: true,
      search: 4,
      sensitivity: 'personal',
      aliases: ['note', 'notes', 'comment'],
    }),
    summary: text({ label: 'First words', readOnly: true, max: 160 }),
    isPinned: boolean({ label: 'Pinned' }),
    companyId: ref('company', { label: 'Company' }),
    contactId: ref('contact', { label: 'Contact' }),
    leadId: ref('lead', { label: 'Lead' }),
    dealId: ref('deal', { label: 'Deal' }),
  },
  derive: (record) => ({ summary: summaryOf(record.body) }),
  columns: ['summary', 'companyId', 'contactId', 'dealId', 'createdAt', 'ownerId'],
});
export type Note = RecordOf<typeof note>;
