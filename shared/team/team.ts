import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { longText, ref, text } from '../contract/field.ts';

/** People who share their records. Who belongs to it stands in each person's record. */
export const team = defineEntity({
  noun: 'team',
  plural: 'teams',
  label: { one: 'Team', many: 'Teams' },
  area: 'people',
  title: 'name',
  icon: 'users',
  group: 'settings',
  fields: {
    name: text({ label: 'Name', required: true, unique: true, search: 6 }),
    leadId: ref('user', { label: 'Lead' }),
    description: longText({ label: 'Description', max: 2000 }),
  },
  columns: ['name', 'leadId', 'description'],
  importable: false,
});
export type Team = RecordOf<typeof team>;
