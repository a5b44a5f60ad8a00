import { recordKey } from '#functions/platform/stored.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { isResolved } from '#shared/import/decisions.ts';
import type { ImportPatch } from '#shared/import/import.routes.ts';
import type { ImportColumn, ImportDecision, ImportFile } from '#shared/import/import-file.ts';
import { formatFor } from '#shared/import/propose.ts';
import { sameName } from '#shared/import/similar.ts';
import { importTargets } from '#shared/import/targets.ts';
import type { FindEntity } from '#shared/predicate/resolve-field.ts';
import { checkFiles } from './check-file.ts';
import { presetOf } from './decide.ts';
import { isReadHead, type ReadHead, readFileHead } from './inspect-file.ts';
import { type Chosen, decideAll, type InspectParts, inspectImport } from './inspect-import.ts';

type FilePatch = NonNullable<ImportPatch['files']>[number];

const readsAnew = (patch: FilePatch, file: ImportFile): boolean =>
  (patch.noun !== undefined && patch.noun !== file.noun) ||
  (patch.encoding !== undefined && patch.encoding !== file.encoding) ||
  (patch.separator !== undefined && patch.separator !== file.separator) ||
  (patch.hasHeader !== undefined && patch.hasHeader !== file.hasHeader) ||
  (patch.use === 'records' && file.use !== 'records');

const columnWith = (
  column: ImportColumn,
  patch: NonNullable<FilePatch['columns']>[number],
  file: ImportFile,
  head: ReadHead | undefined,
  currency: string,
  nouns: FindEntity,
): ImportColumn => {
  const format = { ...column.format, ...patch.format };
  const kept = {
    ...column,
    ...(Object.keys(format).length > 0 && { format }),
    ...(patch.otherwise && { otherwise: patch.otherwise }),
    ...(patch.format && { question: undefined }),
  };
  if (patch.field === undefined || patch.field === column.field) return kept;
  const entity = file.noun === null ? undefined : nouns(file.noun);
  const target = entity && importTargets(entity).find((t) => t.key === patch.field);
  const profile = head?.profiles[column.index];
  const proposed =
    target && profile
      ? formatFor(target, column.heading, profile, { fileName: file.name, currency })
      : { format: {}, question: undefined };
  return {
    index: column.index,
    heading: column.heading,
    field: patch.field,
    by: patch.field === null ? 'none' : 'chosen',
    samples: column.samples,
    ...(column.note && { note: column.note }),
    format: { ...proposed.format, ...patch.format },
    ...(proposed.question && !patch.format && { question: proposed.question }),
    ...(entity &&
      target &&
      isResolved(entity, target.key) && { otherwise: patch.otherwise ?? presetOf(entity, target.key) }),
  };
};

const withDecisions = (
  file: ImportFile,
  patches: readonly NonNullable<FilePatch['decisions']>[number][],
  nouns: FindEntity,
): ImportDecision[] => {
  const decisions = [...file.decisions];
  for (const { column, value, decision, useId } of patches) {
    const at = decisions.findIndex((d) => d.column === column && sameName(d.value) === sameName(value));
    const { useId: _old, ...known } = decisions[at] ?? { column, value, count: 0, decision };
    const made = { ...known, decision, ...(useId !== undefined && { useId }) };
    if (at < 0) decisions.push(made);
    else decisions[at] = made;
  }
  // a decision about a column that is brought elsewhere now says nothing
  const entity = file.noun === null ? undefined : nouns(file.noun);
  return decisions.filter((d) => {
    const field = file.columns.find((c) => c.index === d.column)?.field;
    return field && entity && isResolved(entity, field);
  });
};

const patchFile = (
  file: ImportFile,
  patch: FilePatch | undefined,
  head: ReadHead | undefined,
  currency: string,
  nouns: FindEntity,
): ImportFile => {
  const { planned: _planned, applied: _applied, ...rest } = file;
  if (!patch) return rest;
  for (const { index } of patch.columns ?? [])
    if (!file.columns.some((c) => c.index === index))
      throw new ProblemError('invalid-request', `${file.name} has no column ${index}.`);
  const columns = file.columns.map((c) => {
    const change = patch.columns?.find((p) => p.index === c.index);
    return change ? columnWith(c, change, file, head, currency, nouns) : c;
  });
  const changed = {
    ...rest,
    columns,
    ...(patch.use && { use: patch.use }),
    ...(patch.use === 'aside' && { reason: 'Set aside by hand.' }),
    ...(patch.mode && { mode: patch.mode }),
    ...(patch.matchFields && { matchFields: patch.matchFields }),
    ...(patch.constants && { constants: patch.constants }),
    ...(patch.composed && { composed: patch.composed }),
  };
  const cleared = new Set(
    (patch.columns ?? [])
      .filter((p) => p.field !== undefined && file.columns.some((c) => c.index === p.index && c.field !== p.field))
      .map((p) => p.index),
  );
  const kept = { ...changed, decisions: changed.decisions.filter((d) => !cleared.has(d.column)) };
  return { ...kept, decisions: withDecisions(kept, patch.decisions ?? [], nouns) };
};

/** Records that decisions name must be there and known to the actor; those that the import itself will make are looked at by the plan. */
const checkUsed = async (files: readonly ImportFile[], { run, policy, ports, nouns }: InspectParts): Promise<void> => {
  const used = files.flatMap((file) => {
    const entity = file.noun === null || file.use !== 'records' ? undefined : nouns(file.noun);
    const decided = file.decisions.flatMap((d) => {
      const field = file.columns.find((c) => c.index === d.column)?.field;
      const target = field ? entity?.allFields[field]?.target : undefined;
      const id = d.decision === 'use' ? (d.useId ?? d.proposal?.id) : undefined;
      return target && id !== undefined ? [{ noun: target, id }] : [];
    });
    const fixed = file.constants.flatMap((c) => {
      const target = entity?.allFields[c.field]?.target;
      return target && typeof c.value === 'string' ? [{ noun: target, id: c.value }] : [];
    });
    return [...decided, ...fixed];
  });
  const asked = used.filter(({ id }) => id.slice(0, 10) !== run.id.slice(0, 10));
  const found = recordsOfItems(await ports.table.batchGet(asked.map((u) => recordKey(u.noun, u.id))));
  const known = new Set(
    found
      .filter((s) => s.record.deletedAt === undefined && policy.may(s.record.type, 'read', s.record))
      .map((s) => s.pk),
  );
  const missing = asked.find((u) => !known.has(recordKey(u.noun, u.id).pk));
  if (missing)
    throw new ProblemError(
      'invalid-request',
      `There is no such ${nouns(missing.noun)?.label.one.toLowerCase() ?? 'record'}.`,
    );
};

/** The files of an import as a person wants them; whatever follows from that is found anew. */
export const patchFiles = async (parts: InspectParts, patch: ImportPatch, currency: string): Promise<ImportFile[]> => {
  const { run, ports, nouns } = parts;
  const patches = new Map((patch.files ?? []).map((p) => [p.index, p]));
  for (const index of [...patches.keys(), ...(patch.order ?? [])])
    if (!run.files.some((f) => f.index === index))
      throw new ProblemError('invalid-request', `There is no file ${index}.`);
  const anew: Chosen = new Map(
    run.files.flatMap((file) => {
      const p = patches.get(file.index);
      if (!p || !readsAnew(p, file)) return [];
      const read = {
        encoding: p.encoding ?? file.encoding,
        separator: p.separator ?? file.separator,
        hasHeader: p.hasHeader ?? file.hasHeader,
      };
      return [[file.index, { noun: p.noun, read }] as const];
    }),
  );
  const base = anew.size > 0 ? await inspectImport(parts, anew) : [...run.files];
  const touches =
    (patch.files ?? []).some((p) => p.columns !== undefined || p.constants !== undefined || p.use !== undefined) ||
    anew.size > 0;
  const heads: ReadHead[] = [];
  if (touches)
    for (const file of base) {
      const head = await readFileHead(ports.files, file, file);
      if (isReadHead(head)) heads.push(head);
    }
  const changed = base.map((f) =>
    patchFile(
      f,
      patches.get(f.index),
      heads.find((h) => h.file.index === f.index),
      currency,
      nouns,
    ),
  );
  const order = new Map((patch.order ?? []).map((index, at) => [index, at]));
  const ordered =
    order.size > 0 ? [...changed].sort((a, b) => (order.get(a.index) ?? 99) - (order.get(b.index) ?? 99)) : changed;
  checkFiles(ordered, nouns);
  await checkUsed(ordered, parts);
  if (touches) await parts.lookup.refresh();
  return touches ? decideAll(parts, ordered, heads) : ordered;
};
