import { Seen } from '#functions/batch/seen.ts';
import type { Actor, Ports } from '#functions/platform/context.ts';
import { knownNouns } from '#functions/platform/known-nouns.ts';
import { isStoredRecord, recordKey } from '#functions/platform/stored.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import type { CsvRow } from '#shared/import/csv.ts';
import { FileUnreadable } from '#shared/import/encoding.ts';
import type { ImportRun } from '#shared/import/import.ts';
import type {
  ImportColumn,
  ImportDecision,
  ImportFile,
  ImportProblem,
  PlanCounts,
} from '#shared/import/import-file.ts';
import { settingsId } from '#shared/settings/settings-id.ts';
import { importContext } from './context.ts';
import { proposeDecisions, type Tally, tally } from './decide.ts';
import { checkRights, recordFiles } from './import-rights.ts';
import type { Lookup } from './lookup.ts';
import { stagesToMake } from './make-stages.ts';
import { readPeople } from './people-file.ts';
import { FilePlanner, type Waiting } from './plan-file.ts';
import { PlanNotes } from './plan-notes.ts';
import { emptyCounts, type PlanIndex, type PlannedRow } from './plan-row.ts';
import { PlanWriter, writeErrorFile } from './plan-store.ts';
import { PlannedNames } from './planned-names.ts';
import { readRows } from './read-rows.ts';
import { Resolver } from './resolver.ts';
import { columnReaders } from './row-values.ts';
import { localeOf } from './settings-locale.ts';

export type PlanRequest = {
  readonly run: ImportRun;
  /** Id of the job, which is the plan's. */
  readonly planId: string;
  readonly actor: Actor;
  readonly ports: Ports;
  readonly lookup: Lookup;
  /** Told how many rows are done, every few hundred; throws where the work is to stop. */
  readonly onProgress: (done: number) => Promise<void>;
};

export type PlanResult = {
  readonly files: readonly ImportFile[];
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
  readonly notes: readonly string[];
  readonly index: PlanIndex;
};

const maxProblems = 100;
const rowsAtOnce = 2000;
const maxWaiting = 50_000;
const maxDecisions = 120;

/** Works out, row by row, what applying an import would do, and keeps it. Writes no records. */
export const planImport = async (request: PlanRequest): Promise<PlanResult> => {
  const { run, planId, actor, ports, lookup, onProgress } = request;
  const seen = new Seen();
  const context = importContext(run, actor, ports, seen, ports.clock.now());
  checkRights(run, context.policy);
  await lookup.refresh();
  const nouns = await knownNouns(ports, context.policy);
  const of = recordFiles(run, nouns);
  const names = new PlannedNames(
    new Set(
      of.flatMap(({ file, entity }) =>
        file.columns.flatMap((c) => (c.field === null ? [] : (entity.allFields[c.field]?.target ?? []))),
      ),
    ),
  );
  const people = await readPeople(ports.files, run.files);
  const stored = await ports.table.get(recordKey('settings', settingsId));
  const locale = localeOf(stored && isStoredRecord(stored) ? stored.record : undefined);
  const writer = new PlanWriter(ports.files, run.id, planId);
  const notes = new PlanNotes();
  const problems: ImportProblem[] = [];
  let problemCount = 0;
  let done = 0;
  const planned = new Map<number, ImportFile>();

  for (const { file, entity } of of) {
    const counts = emptyCounts();
    const resolvers = new Map<number, Resolver>();
    const resolverOf = (column: ImportColumn): Resolver => {
      const resolver = new Resolver({
        importId: run.id,
        file,
        entity,
        column,
        names,
        lookup,
        policy: context.policy,
        people,
        found: (noun: string, record: AnyRecord) => seen.add(noun, record),
      });
      resolvers.set(column.index, resolver);
      return resolver;
    };
    const readers = columnReaders(entity, file, resolverOf);
    const planner = new FilePlanner({
      importId: run.id,
      file,
      entity,
      readers,
      context,
      seen,
      lookup,
      names,
      locale,
      onWrite: (noun, after, row) => {
        const written = nouns(noun);
        if (written) notes.add(written, after, row.blank, seen);
      },
    });
    const keep = async (row: PlannedRow): Promise<void> => {
      if (row.isMade) notes.made(row);
      else counts[row.kind]++;
      if (row.kind === 'wrong') {
        problemCount++;
        if (problems.length < maxProblems)
          problems.push({ file: file.index, row: row.row, detail: row.reasons.join(' ').slice(0, 300) });
      }
      await writer.add(row);
    };

    const tallies = new Map<number, Tally>([...resolvers.keys()].map((index) => [index, new Map()]));
    const waiting: Waiting[] = [];
    const planRows = async (rows: readonly CsvRow[]): Promise<void> => {
      const known = await planner.prepare(rows);
      for (const row of rows) {
        for (const [index, seenValues] of tallies) tally(seenValues, row.cells[index] ?? '');
        const result = await planner.planRow(row, known, waiting.length < maxWaiting);
        if (Array.isArray(result)) for (const one of result) await keep(one);
        else waiting.push(result);
      }
      done += rows.length;
      await onProgress(done);
    };

    try {
      for (const stage of await stagesToMake({ run, file, entity, lookup, context })) {
        planner.addMade(stage);
        if (stage.kind !== 'create') continue;
        // what the stage will be, as far as the rules of deals look at it
        seen.pin(stage.noun, { ...stage.values, id: stage.id, version: 1 } as unknown as AnyRecord);
        await keep({ ...stage, file: file.index });
      }
      if (planner.refersToItself)
        for await (const { rows } of readRows(ports.files, file)) for (const row of rows) planner.announce(row);
      let held: CsvRow[] = [];
      for await (const { rows } of readRows(ports.files, file)) {
        held.push(...rows);
        if (held.length < rowsAtOnce) continue;
        await planRows(held);
        held = [];
      }
      await planRows(held);
      await planWaiting(planner, waiting, keep);
    } catch (error) {
      if (!(error instanceof FileUnreadable)) throw error;
      throw new ProblemError('invalid-request', `${file.name}: ${error.message}`, {
        issues: [{ pointer: `/files/${file.index}`, detail: error.message }],
        more: { file: file.index, ...(error.row !== undefined && { row: error.row }) },
      });
    }
    const rows = counts.create + counts.update + counts.skip + counts.wrong;
    const { decisions, columns } = await decided(file, entity, resolvers, tallies);
    const totals: PlanCounts = { rows, ...counts };
    const { applied: _applied, ...rest } = file;
    planned.set(file.index, { ...rest, columns, decisions, rowCount: rows, isEstimate: false, planned: totals });
  }
  const index = await writer.end();
  const files = run.files.map((f) => planned.get(f.index) ?? f);
  for (const file of planned.values())
    if ((file.planned?.wrong ?? 0) > 0) await writeErrorFile(ports.files, run.id, planId, index, file, false);
  return { files, problems, problemCount, notes: notes.lines([...planned.values()]), index };
};

/** Rows that wait for others of their file: those whose turn has come, until none is left or none comes. */
const planWaiting = async (
  planner: FilePlanner,
  waiting: readonly Waiting[],
  keep: (row: PlannedRow) => Promise<void>,
): Promise<void> => {
  let left = waiting;
  while (left.length > 0) {
    const still: Waiting[] = [];
    const known = await planner.prepare(left.map((w) => w.row));
    for (const { row } of left) {
      const result = await planner.planRow(row, known, true);
      if (Array.isArray(result)) for (const one of result) await keep(one);
      else still.push(result);
    }
    if (still.length === left.length) {
      for (const { row } of still) {
        const result = await planner.planRow(row, known, false);
        if (Array.isArray(result)) for (const one of result) await keep(one);
      }
      return;
    }
    left = still;
  }
};

/** Decisions with what the whole file holds, whether or not they were there before. */
const decided = async (
  file: ImportFile,
  entity: Entity,
  resolvers: ReadonlyMap<number, Resolver>,
  tallies: ReadonlyMap<number, Tally>,
): Promise<{ decisions: ImportDecision[]; columns: ImportColumn[] }> => {
  const decisions: ImportDecision[] = [];
  const matched = new Map<number, number>();
  for (const [index, resolver] of resolvers) {
    const column = file.columns.find((c) => c.index === index);
    if (!column) continue;
    const proposed = await proposeDecisions(entity, column, resolver, tallies.get(index) ?? new Map());
    decisions.push(...proposed.decisions);
    matched.set(index, proposed.matched);
  }
  const columns = file.columns.map((c) => (matched.has(c.index) ? { ...c, matched: matched.get(c.index) } : c));
  return { decisions: decisions.slice(0, maxDecisions), columns };
};
