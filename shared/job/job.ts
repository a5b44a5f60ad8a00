import * as z from 'zod';
import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { choice, dateTime, json, longText, number, text } from '../contract/field.ts';

const progress = z.strictObject({ done: z.int().min(0), total: z.int().min(0), failed: z.int().min(0) });

/** Work that takes longer than a request: it goes on by itself, after a crash from where it was. */
export const job = defineEntity({
  noun: 'job',
  plural: 'jobs',
  label: { one: 'Job', many: 'Jobs' },
  area: 'platform',
  title: 'name',
  icon: 'job',
  owned: true,
  isReadByOwner: true,
  fields: {
    name: text({ label: 'Name', required: true }),
    kind: choice(
      [
        { id: 'importPlan', label: 'Plan an import' },
        { id: 'importApply', label: 'Apply an import' },
        { id: 'importRevert', label: 'Undo an import' },
        { id: 'changeSetPlan', label: 'Plan changes' },
        { id: 'changeSetApply', label: 'Apply changes' },
        { id: 'changeSetRevert', label: 'Undo changes' },
        { id: 'exportFile', label: 'Write a file' },
      ],
      { label: 'Kind', required: true },
    ),
    state: choice(
      [
        { id: 'queued', label: 'Queued', tone: 'neutral' },
        { id: 'running', label: 'Running', tone: 'accent' },
        { id: 'succeeded', label: 'Done', tone: 'success' },
        { id: 'failed', label: 'Failed', tone: 'danger' },
        { id: 'cancelled', label: 'Cancelled', tone: 'warning' },
      ],
      { label: 'State', required: true },
    ),
    progress: json(progress, { label: 'Progress', required: true }),
    /** What it is doing, in a few words. */
    step: text({ label: 'Step', max: 120 }),
    /** The record it works for, e.g. an import. */
    subject: json(z.strictObject({ noun: z.string(), id: z.string() }), { label: 'For' }),
    error: longText({ label: 'Error', max: 2000 }),
    /** How often it was taken up again, after a slice was over or whoever ran it was gone. */
    resumptions: number({ label: 'Taken up again', int: true, min: 0 }),
    startedAt: dateTime({ label: 'Started' }),
    finishedAt: dateTime({ label: 'Finished' }),
  },
  standard: { create: false, update: false, remove: false },
  columns: ['name', 'kind', 'state', 'createdAt', 'finishedAt'],
  importable: false,
});
export type Job = RecordOf<typeof job>;

/** True for a job that nothing more happens to. */
export const isJobOver = (state: unknown): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';
