import * as z from 'zod';
import { fieldKeyPattern } from '../contract/custom-key.ts';

/** What may be done to records; `bulk` and `export` are asked in addition to the action itself. */
export const actions = ['create', 'read', 'update', 'delete', 'assign', 'bulk', 'export', 'import', 'merge'] as const;
export type Action = (typeof actions)[number];

/** How far a grant reaches: the actor's own records, those of the actor's teams, or all. */
export const scopes = ['own', 'team', 'all'] as const;
export type Scope = (typeof scopes)[number];

/** Parts of the system that are granted like a noun, for reading, and have no records: `audit` the audit log, `viewAs` the CRM as somebody else sees it. */
export const grantedParts = ['audit', 'viewAs'] as const;

/** `noun: '*'` reaches every noun and every part of `grantedParts`. Several grants for one action: the widest holds. */
export const grantSchema = z
  .strictObject({
    noun: z.string().regex(/^(\*|[a-z][a-zA-Z]{1,40})$/),
    action: z.enum(actions),
    scope: z.enum(scopes),
  })
  .meta({ id: 'Grant' });
export type Grant = z.infer<typeof grantSchema>;

/** What a role takes away: a field it may not read (`none`), sees blotted out (`masked`) or may not change (`read`). */
export const fieldAccessSchema = z
  .strictObject({
    noun: z.string().regex(/^[a-z][a-zA-Z]{1,40}$/),
    field: z.string().regex(fieldKeyPattern),
    access: z.enum(['none', 'masked', 'read', 'edit']),
  })
  .meta({ id: 'FieldAccess' });
export type FieldAccess = z.infer<typeof fieldAccessSchema>;
export type Access = FieldAccess['access'];
