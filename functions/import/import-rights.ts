import type { Entity } from '#shared/contract/entity.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import type { ImportRun } from '#shared/import/import.ts';
import type { ImportFile } from '#shared/import/import-file.ts';
import { isImportable } from '#shared/import/targets.ts';
import type { Policy } from '#shared/policy/policy.ts';
import type { FindEntity } from '#shared/predicate/resolve-field.ts';
import { entityOf } from '#shared/registry.ts';

/** Files of records, in the order in which they are written. */
export const recordFiles = (
  run: ImportRun,
  nouns: FindEntity = entityOf,
): { readonly file: ImportFile; readonly entity: Entity }[] =>
  run.files.flatMap((file) => {
    const entity = file.noun === null ? undefined : nouns(file.noun);
    return file.use === 'records' && !file.problem && entity && isImportable(entity) ? [{ file, entity }] : [];
  });

/** Refuses what the actor may not do: asked before a plan, before it is applied, and again by the job that does it. */
export const checkRights = (run: ImportRun, policy: Policy): void => {
  for (const { file, entity } of recordFiles(run)) {
    const many = entity.label.many.toLowerCase();
    const needed = [
      'import' as const,
      ...(file.mode === 'update' ? [] : (['create'] as const)),
      ...(file.mode === 'create' ? [] : (['update'] as const)),
    ];
    for (const action of needed)
      if (policy.scopeOf(entity.noun, action) === undefined)
        throw new ProblemError('forbidden', `You may not ${action} ${many}.`, {
          more: { permission: `${entity.noun}:${action}` },
        });
    const locked = file.columns.find((c) => c.field !== null && !policy.editable(entity.noun, c.field));
    if (locked)
      throw new ProblemError(
        'forbidden',
        `You may not change “${entity.allFields[locked.field ?? '']?.label}” of ${many}.`,
      );
  }
};
