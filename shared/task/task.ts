import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { boolean, choice, date, dateTime, group, list, longText, ref, text } from '../contract/field.ts';

const item = group(
  { text: text({ label: 'Text', required: true }), isDone: boolean({ label: 'Done', required: true }) },
  { label: 'Item' },
);

/** Something that somebody has to do. */
export const task = defineEntity({
  noun: 'task',
  plural: 'tasks',
  label: { one: 'Task', many: 'Tasks' },
  area: 'people',
  title: 'title',
  icon: 'task',
  group: 'work',
  owned: true,
  fields: {
    title: text({ label: 'Title', required: true, search: 8, aliases: ['subject', 'task'] }),
    status: choice(
      [
        { id: 'notStarted', label: 'Not started', tone: 'neutral' },
        { id: 'inProgress', label: 'In progress', tone: 'accent' },
        { id: 'waiting', label: 'Waiting', tone: 'warning' },
        { id: 'completed', label: 'Completed', tone: 'success' },
        { id: 'cancelled', label: 'Cancelled', tone: 'neutral' },
        { id: 'deferred', label: 'Deferred', tone: 'neutral' },
      ],
      { label: 'Status', required: true },
    ),
    kind: choice(['call', 'mail', 'meeting', 'task'], { label: 'Kind' }),
    priority: choice(
      [
        'low',
        'normal',
        { id: 'high', label: 'High', tone: 'warning' },
        { id: 'urgent', label: 'Urgent', tone: 'danger' },
      ],
      { label: 'Priority' },
    ),
    dueOn: date({ label: 'Due', aliases: ['due date'] }),
    dueTime: text({ label: 'Time', max: 5 }),
    completedAt: dateTime({ label: 'Completed', readOnly: true }),
    body: longText({ label: 'Description', search: 1 }),
    checklist: list(item, { label: 'Checklist', isOrdered: true }),
    companyId: ref('company', { label: 'Company' }),
    contactId: ref('contact', { label: 'Contact' }),
    leadId: ref('lead', { label: 'Lead' }),
    dealId: ref('deal', { label: 'Deal' }),
  },
  defaults: { status: 'notStarted', priority: 'normal', kind: 'task' },
  validate: (record) =>
    typeof record.dueTime === 'string' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(record.dueTime)
      ? [{ pointer: '/dueTime', detail: 'The time is HH:MM.' }]
      : [],
  columns: ['title', 'status', 'priority', 'dueOn', 'companyId', 'dealId', 'ownerId'],
  highlights: ['status', 'dueOn', 'priority', 'ownerId'],
});
export type Task = RecordOf<typeof task>;

/** Statuses in which nothing is left to do. */
export const isTaskClosed = (status: unknown): boolean => status === 'completed' || status === 'cancelled';
