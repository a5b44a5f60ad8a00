import * as z from 'zod';
import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { boolean, choice, json, longText, text } from '../contract/field.ts';
import { fieldAccessSchema, grantSchema } from '../policy/grant.ts';

/** Cognito groups, which mirror the user's record for what stands outside the CRM. */
export const groups = ['admin', 'manager', 'sales', 'marketing', 'support', 'readonly'] as const;
export type Group = (typeof groups)[number];

/** What people may do, and which fields they may see. */
export const role = defineEntity({
  noun: 'role',
  plural: 'roles',
  label: { one: 'Role', many: 'Roles' },
  area: 'people',
  title: 'name',
  icon: 'shield',
  group: 'settings',
  fields: {
    name: text({ label: 'Name', required: true, unique: true, search: 6 }),
    description: longText({ label: 'Description', max: 2000 }),
    group: choice(groups, {
      label: 'Cognito group',
      required: true,
      help: 'The group that people with this role are in',
    }),
    isBuiltIn: boolean({ label: 'Built in', readOnly: true }),
    grants: json(z.array(grantSchema).max(500), { label: 'May do', required: true }),
    fieldAccess: json(z.array(fieldAccessSchema).max(500), { label: 'Field access' }),
  },
  defaults: { grants: [], group: 'readonly' },
  columns: ['name', 'group', 'description', 'isBuiltIn'],
  importable: false,
});
export type Role = RecordOf<typeof role>;
