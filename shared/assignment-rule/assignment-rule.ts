import * as z from 'zod';
import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { boolean, choice, json, number, recordId, text } from '../contract/field.ts';
import { predicateSchema } from '../predicate/predicate.ts';

const member = z.strictObject({
  userId: recordId,
  /** Share of the leads that a weighted rule gives, 1 to 100. */
  weight: z.int().min(1).max(100).optional(),
});

/** Who gets a lead: rules are tried in order; the first whose condition holds and that has somebody available decides. */
export const assignmentRule = defineEntity({
  noun: 'assignmentRule',
  plural: 'assignment-rules',
  label: { one: 'Assignment rule', many: 'Assignment rules' },
  area: 'sales',
  title: 'name',
  icon: 'assign',
  group: 'settings',
  fields: {
    name: text({ label: 'Name', required: true, max: 120 }),
    order: number({ label: 'Order', isPlain: true, required: true, int: true, min: 0, max: 10_000 }),
    isActive: boolean({ label: 'Active' }),
    when: json(predicateSchema, { label: 'Applies to', help: 'No condition: to every lead' }),
    method: choice(['roundRobin', 'weighted', 'leastLoaded', 'territory'], { label: 'Chooses by', required: true }),
    pool: json(z.array(member).min(1).max(200), { label: 'People', required: true }),
    /** Field of the lead that names a territory; compared with the territories of the people. */
    territoryField: choice(['country', 'region', 'industry'], { label: 'Territory is the' }),
    maxOpenLeads: number({ label: 'Most open leads each', int: true, min: 1, max: 100_000 }),
  },
  defaults: { order: 0, isActive: true, method: 'roundRobin' },
  columns: ['order', 'name', 'method', 'isActive', 'updatedAt'],
  importable: false,
});
export type AssignmentRule = RecordOf<typeof assignmentRule>;
