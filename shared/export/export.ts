import * as z from 'zod';
import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { choice, dateTime, json, number, ref, text } from '../contract/field.ts';

/** A file is there this long; who needs it later makes it anew. */
export const exportHours = 24;

/** Records of a noun as a file: who made it, of what, how many. The file itself is only for who asked for it. */
export const exportRun = defineEntity({
  noun: 'export',
  plural: 'exports',
  label: { one: 'Export', many: 'Exports' },
  area: 'import',
  title: 'name',
  icon: 'download',
  owned: true,
  isReadByOwner: true,
  fields: {
    name: text({ label: 'Name', required: true, max: 160, search: 4, readOnly: true }),
    noun: text({ label: 'Noun', required: true, max: 60, readOnly: true }),
    columns: json(z.array(z.string().max(60)).max(200), { label: 'Columns', required: true, readOnly: true }),
    format: choice([{ id: 'csv', label: 'CSV' }], { label: 'Format', required: true, readOnly: true }),
    state: choice(
      [
        { id: 'running', label: 'Being written', tone: 'accent' },
        { id: 'ready', label: 'Ready', tone: 'success' },
        { id: 'failed', label: 'Failed', tone: 'danger' },
        { id: 'cancelled', label: 'Cancelled', tone: 'neutral' },
      ],
      { label: 'State', required: true, readOnly: true },
    ),
    jobId: ref('job', { label: 'Job', readOnly: true }),
    rowCount: number({ label: 'Rows', int: true, min: 0, readOnly: true }),
    sizeBytes: number({ label: 'Size in bytes', int: true, min: 0, readOnly: true }),
    error: text({ label: 'Error', max: 1000, readOnly: true }),
    finishedAt: dateTime({ label: 'Finished', readOnly: true }),
    expiresAt: dateTime({ label: 'There until', readOnly: true }),
  },
  standard: { create: false, update: false, remove: false },
  columns: ['name', 'state', 'rowCount', 'createdAt', 'createdBy', 'expiresAt'],
  importable: false,
});
export type ExportRun = RecordOf<typeof exportRun>;
