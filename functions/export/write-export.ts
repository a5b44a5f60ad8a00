import { personContext } from '#functions/batch/person-context.ts';
import { Seen } from '#functions/batch/seen.ts';
import type { JobRun } from '#functions/job/job-run.ts';
import type { Actor } from '#functions/platform/context.ts';
import { follow } from '#functions/read-model/follow.ts';
import type { ReadModel } from '#functions/read-model/model.ts';
import { titlesOf } from '#functions/read-model/records.ts';
import { selectedRecords } from '#functions/read-model/selected.ts';
import { type View, viewOf } from '#functions/read-model/view.ts';
import type { RecordChoice } from '#shared/change-set/record-choice.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Field } from '#shared/contract/field.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { cellText } from '#shared/export/cell.ts';
import type { ExportRun } from '#shared/export/export.ts';
import { csvLine, safeCell } from '#shared/import/csv-write.ts';
import { isActor } from '#shared/predicate/comparable.ts';
import { exportKey } from './export-files.ts';

/** What is to be exported, as it was asked for. */
export type ExportOrder = {
  readonly choice: RecordChoice;
  readonly sort?: readonly string[];
  readonly withBom: boolean;
};
export type ExportRequest = {
  readonly run: ExportRun;
  readonly order: ExportOrder;
  readonly actor: Actor;
  readonly model: () => Promise<ReadModel>;
  readonly job: JobRun;
};
type Column = { readonly key: string; readonly label: string; readonly field: Field | undefined };

export const maxExported = 250_000;
const rowsAtOnce = 500;
const encoder = new TextEncoder();

/** Columns that the actor may read now, in the order that was asked for; masked and hidden ones are none. */
const columnsOf = ({ entity, policy }: View, keys: readonly string[]): Column[] =>
  keys.flatMap((key): Column[] => {
    if (key === 'id') return [{ key, label: 'Id', field: undefined }];
    const field = entity.allFields[key];
    return field && policy.readable(entity.noun, key) ? [{ key, label: field.label, field }] : [];
  });

const refsIn = (records: readonly AnyRecord[], columns: readonly Column[]): Map<string, Set<string>> => {
  const found = new Map<string, Set<string>>();
  const add = (noun: string, id: unknown): void => {
    if (typeof id === 'string') found.set(noun, (found.get(noun) ?? new Set()).add(id));
  };
  for (const { key, field } of columns)
    for (const record of records) {
      const value = record[key];
      if (field?.target) for (const id of Array.isArray(value) ? value : [value]) add(field.target, id);
      else if (field && isActor(field) && typeof value === 'object' && value !== null && 'id' in value)
        add('user', value.id);
    }
  return found;
};

const linesOf = (view: View, records: readonly AnyRecord[], columns: readonly Column[]): string => {
  const titles = titlesOf(view.model, view, refsIn(records, columns));
  const titleOf = (_noun: string, id: string): string | undefined => titles[id]?.title;
  return records
    .map((record) => {
      const seen = view.policy.project(view.entity.noun, record);
      return csvLine(
        columns.map(({ key, field }) => safeCell(field ? cellText(field, seen[key], titleOf) : String(seen[key]))),
      );
    })
    .join('');
};

/** Writes the file in one go: one that was begun and not finished is written anew over the same name. Answers how many rows it has. */
export const writeExport = async (request: ExportRequest): Promise<number> => {
  const { run, order, actor, job } = request;
  const { ports } = job;
  const context = personContext(actor, ports, new Seen(), Date.parse(run.createdAt));
  if (context.policy.scopeOf(run.noun, 'export') === undefined)
    throw new ProblemError('forbidden', `This needs the permission ${run.noun}:export.`);
  const model = await request.model();
  await follow(model, ports);
  const entity = model.findEntity(run.noun);
  if (!entity) throw new ProblemError('invalid-request', `There is no noun ${run.noun}.`);
  const view = viewOf(model, entity, context);
  const columns = columnsOf(view, run.columns);
  const { count, records } = selectedRecords(view, order.choice, order.sort);
  if (count > maxExported)
    throw new ProblemError(
      'invalid-request',
      `These are ${count.toLocaleString('en')} records; ${maxExported.toLocaleString('en')} are possible in one file.`,
    );
  let rows = 0;
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    yield encoder.encode(`${order.withBom ? '\ufeff' : ''}${csvLine(columns.map((c) => safeCell(c.label)))}`);
    let held: AnyRecord[] = [];
    const flush = async (): Promise<Uint8Array> => {
      rows += held.length;
      const lines = encoder.encode(linesOf(view, held, columns));
      held = [];
      await job.progress({ done: rows, total: count, failed: 0 }, 'Writing');
      return lines;
    };
    for (const record of records) {
      if (!view.policy.may(run.noun, 'export', record)) continue;
      held.push(record);
      if (held.length >= rowsAtOnce) yield await flush();
    }
    if (held.length > 0) yield await flush();
  };
  await ports.files.putStream(exportKey(run.id, job.job.id), pieces(), 'text/csv; charset=utf-8');
  return rows;
};
