import * as z from 'zod';
import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { boolean, choice, dateTime, json, number, ref, text } from '../contract/field.ts';
import { leftSchema } from '../job/left.ts';
import { importFileSchema, importProblemSchema } from './import-file.ts';

/** The states of an import and where it may go from each. */
export const importTransitions = {
  uploaded: ['mapped', 'cancelled'],
  mapped: ['mapped', 'planning', 'cancelled'],
  planning: ['planned', 'mapped', 'failed', 'cancelled'],
  planned: ['mapped', 'planning', 'applying', 'cancelled'],
  applying: ['applied', 'appliedWithErrors', 'failed', 'cancelled'],
  applied: ['reverting'],
  appliedWithErrors: ['reverting'],
  failed: ['mapped', 'planning', 'reverting'],
  cancelled: ['reverting'],
  reverting: ['reverted', 'partlyReverted', 'failed', 'cancelled'],
  reverted: [],
  partlyReverted: ['reverting'],
} as const satisfies Record<string, readonly string[]>;
export type ImportState = keyof typeof importTransitions;

/** True where an import may go from one state to another. */
export const mayGo = (from: ImportState, to: ImportState): boolean =>
  (importTransitions[from] as readonly string[]).includes(to);

/** Largest file, in bytes, and most files of one import. */
export const maxImportBytes = 200 * 1024 * 1024;
export const maxImportFiles = 20;

/** Files of another system on their way into the CRM: what they are taken for, what would happen, what did, and how to undo it. */
export const importRun = defineEntity({
  noun: 'import',
  plural: 'imports',
  label: { one: 'Import', many: 'Imports' },
  area: 'import',
  title: 'name',
  icon: 'import',
  group: 'settings',
  owned: true,
  fields: {
    name: text({ label: 'Name', required: true, max: 120, search: 4 }),
    state: choice(
      [
        { id: 'uploaded', label: 'Uploading', tone: 'neutral' },
        { id: 'mapped', label: 'Being mapped', tone: 'info' },
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
    /** In the order in which they are written: what others refer to comes first. */
    files: json(z.array(importFileSchema).max(maxImportFiles), { label: 'Files', required: true, readOnly: true }),
    runsRules: boolean({ label: 'Run assignment rules', help: 'Off: leads of the import are given to nobody by rule' }),
    /** The job that plans, applies or undoes it now, or did last. */
    jobId: ref('job', { label: 'Job', readOnly: true }),
    /** The job whose plan is the one to apply. */
    planId: ref('job', { label: 'Plan', readOnly: true, section: 'System' }),
    /** What the plan says in words, e.g. that closed deals skip their gates. */
    notes: json(z.array(z.string().max(400)).max(30), { label: 'Notes', readOnly: true }),
    /** The first hundred; all of them are in the error file. */
    problems: json(z.array(importProblemSchema).max(100), { label: 'Problems', readOnly: true }),
    problemCount: number({ label: 'Number of problems', int: true, min: 0, readOnly: true }),
    /** The first hundred records that undoing left as they are. */
    left: json(z.array(leftSchema).max(100), { label: 'Left as they are', readOnly: true }),
    leftCount: number({ label: 'Number left as they are', int: true, min: 0, readOnly: true }),
    error: text({ label: 'Error', max: 1000, readOnly: true }),
    plannedAt: dateTime({ label: 'Planned', readOnly: true }),
    appliedAt: dateTime({ label: 'Applied', readOnly: true }),
    revertedAt: dateTime({ label: 'Undone', readOnly: true }),
  },
  standard: { create: false, update: false, remove: false },
  columns: ['name', 'state', 'createdAt', 'createdBy', 'appliedAt'],
  importable: false,
});
export type ImportRun = RecordOf<typeof importRun>;
