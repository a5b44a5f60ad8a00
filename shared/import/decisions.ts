import type { Entity } from '../contract/entity.ts';
import type { DecisionKind } from './import-file.ts';
import { textBeside } from './targets.ts';

/** Nouns of which an import may make a record from nothing but a name: what they need beside it has a default or follows. */
const madeFromName = new Set(['company', 'product', 'stage']);

/** True for fields whose values name something that must be found: records, or options. */
export const isResolved = (entity: Entity, key: string): boolean => {
  const kind = Object.hasOwn(entity.allFields, key) ? entity.allFields[key]?.kind : undefined;
  return kind === 'ref' || kind === 'enum';
};

/** What may be decided about a value of a field that names nothing that is there. People are never made. */
export const decisionsFor = (entity: Entity, key: string): DecisionKind[] => {
  const field = Object.hasOwn(entity.allFields, key) ? entity.allFields[key] : undefined;
  if (!field || !isResolved(entity, key)) return [];
  const create: DecisionKind[] =
    field.kind === 'ref' && field.target !== undefined && madeFromName.has(field.target) ? ['create'] : [];
  const keep: DecisionKind[] = textBeside(entity, key) ? ['keepAsText'] : [];
  return ['use', ...create, ...keep, ...(field.required ? [] : (['skip'] as const)), 'pending'];
};
