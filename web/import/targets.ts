import type { ImportFile } from '#shared/import/import-file.ts';
import { type EntityInfo, entities, entityOf } from '#web/lib/declarations.ts';
import type { FieldInfo } from '#web/ui/field.ts';

export type Target = { readonly key: string; readonly field: FieldInfo };

/** Nouns that a file can bring, in the order of the registry. */
export const importable: readonly EntityInfo[] = entities.filter((entity) => entity.importable !== false);

/** Structured data that a plain cell can still fill. */
const fromText = new Set(['addresses']);

/** The fields that a column of a file can be brought into. */
export const targetsOf = (file: Pick<ImportFile, 'use' | 'noun'>): readonly Target[] => {
  const entity = entityOf(file.use === 'people' ? 'user' : (file.noun ?? ''));
  if (!entity) return [];
  return Object.entries(entity.fields)
    .filter(
      ([key, field]) =>
        !field.readOnly && field.kind !== 'file' && (field.kind !== 'json' || field.isLabels || fromText.has(key)),
    )
    .map(([key, field]) => ({ key, field }));
};

/** The field of a noun by its key. */
export const targetField = (file: Pick<ImportFile, 'use' | 'noun'>, key: string | null): FieldInfo | undefined =>
  key === null ? undefined : entityOf(file.use === 'people' ? 'user' : (file.noun ?? ''))?.fields[key];
