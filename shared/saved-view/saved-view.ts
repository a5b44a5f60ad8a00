import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { boolean, choice, json, labels, text } from '../contract/field.ts';
import { predicateSchema } from '../predicate/predicate.ts';

/** A list as somebody likes to see it: layout, filter, order and columns. */
export const savedView = defineEntity({
  noun: 'savedView',
  plural: 'saved-views',
  label: { one: 'View', many: 'Views' },
  area: 'platform',
  title: 'name',
  icon: 'view',
  owned: true,
  fields: {
    name: text({ label: 'Name', required: true, max: 80 }),
    noun: text({ label: 'List', required: true, max: 40 }),
    kind: choice(['table', 'board', 'calendar'], { label: 'Layout', required: true }),
    filter: json(predicateSchema, { label: 'Filter' }),
    sort: labels({ label: 'Order' }),
    shownColumns: labels({ label: 'Columns' }),
    groupBy: text({ label: 'Group by', max: 60 }),
    dateField: text({ label: 'Date of the calendar', max: 60 }),
    calculations: labels({ label: 'Calculations', help: 'What stands at the foot of a column, e.g. average:amount' }),
    visibility: choice(['private', 'team', 'public'], { label: 'Seen by', required: true }),
    isPinned: boolean({ label: 'Pinned' }),
    isLocked: boolean({ label: 'Locked' }),
  },
  defaults: { kind: 'table', visibility: 'private' },
  alsoReadable: {
    or: [
      { field: 'visibility', op: 'eq', value: 'public' },
      {
        and: [
          { field: 'visibility', op: 'eq', value: 'team' },
          { field: 'teamIds', op: 'in', value: '@myTeams' },
        ],
      },
    ],
  },
  columns: ['name', 'noun', 'visibility', 'ownerId'],
  importable: false,
});
export type SavedView = RecordOf<typeof savedView>;
