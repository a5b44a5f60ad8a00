import type { Entity } from '#shared/contract/entity.ts';
import { ProblemError, type ProblemIssue } from '#shared/contract/problem.ts';
import { decisionsFor } from '#shared/import/decisions.ts';
import type { ImportFile } from '#shared/import/import-file.ts';
import { importTargets, isImportable } from '#shared/import/targets.ts';
import type { FindEntity } from '#shared/predicate/resolve-field.ts';

type Issue = (path: string, detail: string) => void;

/** Kinds of fields whose values tell one record from another. */
const matchable = new Set(['text', 'email', 'phone', 'url', 'number', 'ref', 'date']);

const checkColumns = (file: ImportFile, entity: Entity, issue: Issue): void => {
  const targets = new Set(importTargets(entity).map((t) => t.key));
  const taken = new Set<string>();
  for (const { index, field, otherwise } of file.columns) {
    if (field === null) continue;
    if (!targets.has(field))
      issue(`/columns/${index}/field`, `${entity.label.many} have no field ${field} that can be imported.`);
    else if (taken.has(field))
      issue(`/columns/${index}/field`, `Another column is brought into ${entity.allFields[field]?.label} already.`);
    else if (otherwise && !['skip', 'pending', ...decisionsFor(entity, field)].includes(otherwise))
      issue(`/columns/${index}/otherwise`, 'This cannot be decided for this field.');
    taken.add(field);
  }
};

const checkConstants = (file: ImportFile, entity: Entity, issue: Issue): void => {
  for (const { field, value } of file.constants) {
    const declared = entity.writable.includes(field) ? entity.allFields[field] : undefined;
    if (!declared) issue('/constants', `${entity.label.many} have no field ${field.slice(0, 60)} that can be set.`);
    else if (!declared.schema.safeParse(value).success)
      issue('/constants', `This is not a value of ${declared.label}.`);
  }
};

const checkRest = (file: ImportFile, entity: Entity, issue: Issue): void => {
  const brought = new Set([...file.columns.map((c) => c.field), ...file.constants.map((c) => c.field)]);
  for (const field of file.matchFields) {
    const declared = Object.hasOwn(entity.allFields, field) ? entity.allFields[field] : undefined;
    if (!declared || !brought.has(field))
      issue('/matchFields', `No column is brought into ${declared?.label ?? field.slice(0, 60)}.`);
    else if (!matchable.has(declared.kind)) issue('/matchFields', `Records cannot be told apart by ${declared.label}.`);
  }
  if (file.mode !== 'create' && file.matchFields.length === 0)
    issue('/matchFields', 'Say by which field rows and records are matched.');
  for (const { field, columns, fallback } of file.composed) {
    if (entity.allFields[field]?.kind !== 'text' || !entity.writable.includes(field))
      issue('/composed', `${field.slice(0, 60)} cannot be put together from columns.`);
    if ([...columns, ...(fallback === undefined ? [] : [fallback])].some((i) => i >= file.columns.length))
      issue('/composed', 'There is no such column.');
  }
};

const checkDecisions = (file: ImportFile, entity: Entity, issue: Issue): void => {
  for (const { column, value, decision, useId, proposal } of file.decisions) {
    const field = file.columns.find((c) => c.index === column)?.field;
    if (!field) continue;
    const shown = value.slice(0, 60);
    if (!decisionsFor(entity, field).includes(decision))
      issue('/decisions', `“${shown}”: this cannot be decided for ${entity.allFields[field]?.label}.`);
    const id = useId ?? proposal?.id;
    if (decision === 'use' && id === undefined) issue('/decisions', `“${shown}”: say which one is meant.`);
    const { options } = entity.allFields[field] ?? {};
    if (decision === 'use' && options && !options.some((o) => o.id === id))
      issue('/decisions', `“${shown}”: there is no such option.`);
  }
};

/** Refuses a mapping that cannot be: fields that are not there, two columns for one field, decisions that do not fit. */
export const checkFiles = (files: readonly ImportFile[], nouns: FindEntity): void => {
  const issues: ProblemIssue[] = [];
  for (const [i, file] of files.entries()) {
    if (file.use !== 'records' || file.problem) continue;
    const issue: Issue = (path, detail) => void issues.push({ pointer: `/files/${i}${path}`, detail });
    const entity = file.noun === null ? undefined : nouns(file.noun);
    if (!entity || !isImportable(entity)) {
      issue('/noun', 'Say which records the file holds.');
      continue;
    }
    checkColumns(file, entity, issue);
    checkConstants(file, entity, issue);
    checkRest(file, entity, issue);
    checkDecisions(file, entity, issue);
  }
  if (issues.length > 0)
    throw new ProblemError('invalid-request', issues[0]?.detail ?? '', { issues: issues.slice(0, 20) });
};
