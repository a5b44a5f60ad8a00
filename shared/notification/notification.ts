import * as z from 'zod';
import { actorRefSchema, defineEntity, type RecordOf } from '../contract/entity.ts';
import { choice, dateTime, json, recordId, text } from '../contract/field.ts';

/** Something that somebody should know of. It belongs to its addressee, who alone reads it; machines make it. */
export const notification = defineEntity({
  noun: 'notification',
  plural: 'notifications',
  label: { one: 'Notification', many: 'Notifications' },
  area: 'platform',
  title: 'title',
  icon: 'bell',
  owned: true,
  isPrivate: true,
  fields: {
    title: text({ label: 'Title', required: true, readOnly: true }),
    kind: choice(
      [
        { id: 'assigned', label: 'Given to you', tone: 'accent' },
        { id: 'jobDone', label: 'Work of yours is done', tone: 'success' },
        { id: 'jobFailed', label: 'Work of yours has failed', tone: 'danger' },
      ],
      { label: 'Kind', required: true, readOnly: true },
    ),
    subject: json(z.strictObject({ noun: z.string(), id: recordId }), {
      label: 'About',
      required: true,
      readOnly: true,
    }),
    actor: json(actorRefSchema, { label: 'By', readOnly: true }),
    readAt: dateTime({ label: 'Read', readOnly: true }),
  },
  standard: { create: false, update: false, remove: false },
  columns: ['title', 'kind', 'createdAt', 'readAt'],
  importable: false,
});
export type Notification = RecordOf<typeof notification>;
