import * as z from 'zod';
import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { choice, dateTime, json, number, ref, text } from '../contract/field.ts';
import { leftSchema } from '../job/left.ts';

/** The states of a change set and where it may go from each. */
export const changeSetTransitions = {
  planning: ['planned', 'failed', 'cancelled'],
  planned: ['applying', 'cancelled'],
  applying: ['applied', 'appliedWithErrors', 'failed', 'cancelled'],
  applied: ['reverting'],
  appliedWithErrors: ['reverting'],
  failed: ['reverting'],
  cancelled: ['reverting'],
  reverting: ['reverted', 'partlyReverted', 'failed', 'cancelled'],
  reverted: [],
  partlyReverted: ['reverting'],
} as const satisfies Record<string, readonly string[]>;
export type ChangeSetState = keyof typeof changeSetTransitions;

/** True where a change set may go from one state to another. */
export const mayGo = (from: ChangeSetState, to: ChangeSetState): boolean =>
  (changeSetTransitions[from] as readonly string[]).includes(to);

/** Most records of one change set. */
export const maxChanged = 50_000;
/** A person's changes are taken back from so long ago at most. */
export const maxHoursBack = 24;

/** What becomes of a record: it changes, stays as it would be anyway, may not be changed by who asks, or cannot be. */
export const changeKinds = ['change', 'unchanged', 'refused', 'wrong'] as const;
export type ChangeKind = (typeof changeKinds)[number];

const counted = z.int().min(0);
const countsSchema = z.strictObject({
  total: counted,
  change: counted,
  unchanged: counted,
  refused: counted,
  wrong: counted,
});
export type ChangeCounts = z.infer<typeof countsSchema>;

/** Changes to many records of a noun, or to all that a person changed lately: planned, applied by a job, and undone by one. */
export const changeSet = defineEntity({
  noun: 'changeSet',
  plural: 'change-sets',
  label: { one: 'Change set', many: 'Change sets' },
  area: 'import',
  title: 'name',
  icon: 'history',
  owned: true,
  isReadByOwner: true,
  fields: {
    name: text({ label: 'Name', required: true, max: 160, search: 4, readOnly: true }),
    action: choice(
      [
        { id: 'update', label: 'Change' },
        { id: 'remove', label: 'Move to the bin' },
        { id: 'restore', label: 'Take out of the bin' },
        { id: 'undoPerson', label: 'Undo a person’s changes' },
      ],
      { label: 'Action', required: true, readOnly: true },
    ),
    /** Of whose records; absent where they are of several nouns. */
    noun: text({ label: 'Noun', max: 60, readOnly: true }),
    /** Fields that are set. The values lie with the plan, since not everybody who may read this may read them. */
    fields: json(z.array(z.string().max(60)).max(200), { label: 'Fields', readOnly: true }),
    personId: ref('user', { label: 'Whose changes', readOnly: true }),
    since: dateTime({ label: 'Since', readOnly: true }),
    state: choice(
      [
        { id: 'planning', label: 'Planning', tone: 'accent' },
        { id: 'planned', label: 'Planned', tone: 'info' },
        { id: 'applying', label: 'Applying', tone: 'accent' },
        { id: 'applied', label: 'Applied', tone: 'success' },
        { id: 'appliedWithErrors', label: 'Applied with errors', tone: 'warning' },
        { id: 'failed', label: 'Failed', tone: 'danger' },
        { id: 'cancelled', label: 'Cancelled', tone: 'neutral' },
        { id: 'reverting', label: 'Being undone', tone: 'accent' },
        { id: 'reverted', label: 'Undone', tone: 'neutral' },
        { id: 'partlyReverted', label: 'Partly undone', tone: 'warning' },
      ],
      { label: 'State', required: true, readOnly: true },
    ),
    /** The job that plans, applies or undoes it now, or did last. */
    jobId: ref('job', { label: 'Job', readOnly: true }),
    /** The job whose plan is the one to apply. */
    planId: ref('job', { label: 'Plan', readOnly: true, section: 'System' }),
    /** Parts that the plan lies in. */
    chunkCount: number({ label: 'Parts', int: true, min: 0, readOnly: true, section: 'System' }),
    planned: json(countsSchema, { label: 'Planned', readOnly: true }),
    applied: json(countsSchema, { label: 'Applied', readOnly: true }),
    /** The first hundred records that were not or would not be changed, and why. */
    problems: json(z.array(leftSchema).max(100), { label: 'Problems', readOnly: true }),
    /** The first hundred records that undoing left as they are. */
    left: json(z.array(leftSchema).max(100), { label: 'Left as they are', readOnly: true }),
    leftCount: number({ label: 'Number left as they are', int: true, min: 0, readOnly: true }),
    error: text({ label: 'Error', max: 1000, readOnly: true }),
    plannedAt: dateTime({ label: 'Planned at', readOnly: true }),
    appliedAt: dateTime({ label: 'Applied at', readOnly: true }),
    revertedAt: dateTime({ label: 'Undone at', readOnly: true }),
  },
  standard: { create: false, update: false, remove: false },
  columns: ['name', 'state', 'createdAt', 'createdBy', 'appliedAt'],
  importable: false,
});
export type ChangeSet = RecordOf<typeof changeSet>;
