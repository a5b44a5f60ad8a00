import { type Component, lazy } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';

type Part = Component<{ record: AnyRecord }>;

/** What a noun's record page has beyond the common one: a strip below the head, and a part of its own in the middle. */
export const stripOf: Readonly<Record<string, Part>> = {
  deal: lazy(() => import('#web/deal/stage-path.tsx')),
};
export const bodyOf: Readonly<Record<string, Part>> = {
  role: lazy(() => import('#web/settings/grant-matrix.tsx')),
  assignmentRule: lazy(() => import('#web/settings/rule-editor.tsx')),
};
/** Buttons at the head of the page. */
export const actionsOf: Readonly<Record<string, Part>> = {
  lead: lazy(() => import('#web/lead/lead-actions.tsx')),
  user: lazy(() => import('#web/settings/user-actions.tsx')),
  role: lazy(() => import('#web/settings/role-actions.tsx')),
  assignmentRule: lazy(() => import('#web/settings/rule-actions.tsx')),
};
