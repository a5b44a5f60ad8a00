import type { Entity } from '../contract/entity.ts';

/** Nouns that the system itself works by: what they consist of is not for administrators to change. */
const ofTheSystem: ReadonlySet<string> = new Set([
  'customField',
  'validationRule',
  'role',
  'settings',
  'savedView',
  'import',
  'export',
  'changeSet',
  'notification',
  'job',
]);

/** True for nouns that can have custom fields and validation rules. */
export const isExtendable = ({ noun }: Pick<Entity, 'noun'>): boolean => !ofTheSystem.has(noun);

/** Fields that a noun may have beside its own, retired ones among them. */
export const maxCustomFields = 200;
/** Validation rules that a noun may have. */
export const maxValidationRules = 100;
