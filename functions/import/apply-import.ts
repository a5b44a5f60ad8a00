import { Pacer, writeUnitsPerSecond } from '#functions/batch/pacer.ts';
import { Seen } from '#functions/batch/seen.ts';
import { GroupSize, GroupTooLarge } from '#functions/batch/transaction-size.ts';
import { type Failure, type GroupParts, type Written, writeGroup } from '#functions/batch/write-group.ts';
import type { JobRun } from '#functions/job/job-run.ts';
import { assignLead } from '#functions/lead/assign-lead.ts';
import type { Actor } from '#functions/platform/context.ts';
import type { ImportRun } from '#shared/import/import.ts';
import type { AppliedCounts } from '#shared/import/import-file.ts';
import { importContext } from './context.ts';
import { checkRights } from './import-rights.ts';
import type { Lookup } from './lookup.ts';
import { matchKey } from './match-key.ts';
import type { PlanIndex, PlannedRow } from './plan-row.ts';
import { readChunk, readFailures, readPlanIndex, writeErrorFile, writeFailures } from './plan-store.ts';
import { fitting, type Placed, prepareRows } from './prepare-rows.ts';

/** How far an import is: the chunk, the row in it, what was done by file, and what failed in this chunk. */
type Cursor = {
  readonly chunk: number;
  readonly at: number;
  readonly counts: Readonly<Record<string, AppliedCounts>>;
  readonly failures: readonly Failure[];
  readonly failed: number;
  readonly phase: 'rows' | 'assign';
  /** Records that somebody made meanwhile, by the id that the plan gave them. */
  readonly aliases: Readonly<Record<string, string>>;
};

const start: Cursor = { chunk: 0, at: 0, counts: {}, failures: [], failed: 0, phase: 'rows', aliases: {} };
const none: AppliedCounts = { created: 0, updated: 0, skipped: 0, failed: 0 };

// only `JobRun` writes cursors, and only what `writeCursor` made
const readCursor = (text: string): Cursor => (text === '' ? start : (JSON.parse(text) as Cursor));

export type ApplyRequest = {
  readonly run: ImportRun;
  readonly planId: string;
  readonly actor: Actor;
  readonly lookup: Lookup;
  readonly job: JobRun;
};
export type Applied = {
  readonly counts: Cursor['counts'];
  readonly failed: number;
  readonly index: PlanIndex;
  readonly problems: readonly { file: number; row: number; detail: string }[];
};

const maxProblems = 100;
/** Kept with how far the import is, so they are few; a row beyond them is made although there is one like it. */
const maxAliases = 500;

const totalOf = (index: PlanIndex): number =>
  index.chunks.reduce((n, c) => n + c.counts.create + c.counts.update + c.counts.skip + c.counts.wrong, 0);

/** Records that rows would make and that somebody made since they were planned, by the id that the plan gave them. */
const madeMeanwhile = async (
  rows: readonly Placed[],
  { run, lookup }: ApplyRequest,
): Promise<Record<string, string>> => {
  const creates = rows.filter(({ row }) => row.kind === 'create' && !row.isMade);
  const [first] = creates;
  const file = run.files.find((f) => f.index === first?.row.file);
  const [field] = file?.matchFields ?? [];
  if (!file || !first || field === undefined) return {};
  const textOf = (row: PlannedRow): string => matchKey([field], row.values) ?? '';
  const known = await lookup.byField(first.row.noun, field, [
    ...new Set(creates.map(({ row }) => textOf(row)).filter(Boolean)),
  ]);
  const pairs = creates.flatMap(({ row }) => {
    const key = matchKey(file.matchFields, row.values);
    const found = (known.get(textOf(row)) ?? []).find((r) => r.id !== row.id && matchKey(file.matchFields, r) === key);
    return found && row.id !== undefined ? [[row.id, found.id] as const] : [];
  });
  return Object.fromEntries(pairs.slice(0, maxAliases));
};

/** The row as it is written now: records that were made meanwhile are updated or skipped, as the file's mode says, and referred to. */
const withAliases = (placed: Placed, aliases: Cursor['aliases'], run: ImportRun): Placed => {
  const { row } = placed;
  const refers = Object.values(row.values).some((v) => typeof v === 'string' && Object.hasOwn(aliases, v));
  const values = refers
    ? Object.fromEntries(
        Object.entries(row.values).map(([k, v]) => [
          k,
          typeof v === 'string' && Object.hasOwn(aliases, v) ? aliases[v] : v,
        ]),
      )
    : row.values;
  const id = row.id !== undefined && Object.hasOwn(aliases, row.id) ? aliases[row.id] : undefined;
  if (id === undefined || row.kind !== 'create') return refers ? { ...placed, row: { ...row, values } } : placed;
  const kind = run.files.find((f) => f.index === row.file)?.mode === 'create' ? 'skip' : 'update';
  return { ...placed, row: { ...row, values, kind, id } };
};

const sum = (
  counts: Cursor['counts'],
  file: number,
  written: Written,
  wrong: number,
  skipped: number,
): Cursor['counts'] => {
  const known = counts[file] ?? none;
  return {
    ...counts,
    [file]: {
      created: known.created + written.created,
      updated: known.updated + written.updated,
      skipped: known.skipped + written.skipped + skipped,
      failed: known.failed + written.failures.length + wrong,
    },
  };
};

const isWritten = ({ row }: Placed): boolean => row.kind === 'create' || row.kind === 'update';
const firstWhere = (rows: readonly Placed[], is: (placed: Placed) => boolean): number => {
  const at = rows.findIndex(is);
  return at < 0 ? rows.length : at;
};

const nothing: Written = { created: 0, updated: 0, skipped: 0, failures: [] };

/** Writes the rows of a plan, chunk by chunk, each transaction together with how far it is. Answers nothing where the slice was over before. */
export const applyImport = async (request: ApplyRequest): Promise<Applied | undefined> => {
  const { run, planId, actor, lookup, job } = request;
  const { ports } = job;
  const seen = new Seen();
  const context = importContext(run, actor, ports, seen, ports.clock.now());
  checkRights(run, context.policy);
  await lookup.refresh();
  const index = await readPlanIndex(ports.files, run.id, planId);
  if (!index) throw new Error(`plan ${planId} is gone`);
  const total = totalOf(index);
  const parts: GroupParts<Placed> = {
    prepare: prepareRows({ importId: run.id, context, seen, table: ports.table }),
    forget: () => seen.forget(),
    actor: context.actor.ref,
    by: run.id,
    run: job,
    pacer: new Pacer(ports.clock, writeUnitsPerSecond),
  };
  let cursor = readCursor(job.cursor);
  let done =
    index.chunks
      .slice(0, cursor.chunk)
      .reduce((n, c) => n + c.counts.create + c.counts.update + c.counts.skip + c.counts.wrong, 0) + cursor.at;

  while (cursor.phase === 'rows' && cursor.chunk < index.chunks.length) {
    const { chunk } = cursor;
    const rows = (await readChunk(ports.files, run.id, planId, chunk)).map((row, at): Placed => ({ row, at }));
    const aliases = { ...cursor.aliases, ...(await madeMeanwhile(rows.slice(cursor.at), request)) };
    cursor = { ...cursor, aliases };
    const fresh = rows.slice(cursor.at).map((placed) => withAliases(placed, aliases, run));
    const size = new GroupSize();
    let next = 0;
    while (next < fresh.length) {
      if (job.isTimeUp) return undefined;
      await job.progress({ done, total, failed: cursor.failed }, 'Writing');
      const rest = fresh.slice(next);
      const file = rest[0]?.row.file ?? 0;
      const passed = rest.slice(0, firstWhere(rest, isWritten));
      const writable = rest.slice(
        passed.length,
        passed.length + firstWhere(rest.slice(passed.length), (p) => !isWritten(p)),
      );
      const wrong = passed.filter(({ row }) => row.kind === 'wrong').length;
      const skipped = passed.length - wrong;
      const group = writable.slice(0, Math.min(fitting(writable), size.limit));
      const at = cursor.at + passed.length + group.length;
      const after = (written: Written): Cursor => ({
        ...cursor,
        at,
        counts: sum(
          cursor.counts,
          file,
          group[0]?.row.isMade ? { ...nothing, failures: written.failures } : written,
          wrong,
          skipped,
        ),
        failures: [...cursor.failures, ...written.failures],
        failed: cursor.failed + written.failures.length + wrong,
      });
      if (group.length === 0) {
        cursor = after(nothing);
        next += passed.length;
        continue;
      }
      try {
        const written = await writeGroup(group, parts, (w) => JSON.stringify(after(w)));
        cursor = after(written);
        next += passed.length + group.length;
        done = done + passed.length + group.length;
        size.fits();
      } catch (error) {
        if (!(error instanceof GroupTooLarge)) throw error;
        size.tooLarge(group.length);
      }
    }
    if (cursor.failures.length > 0) await writeFailures(ports.files, run.id, planId, chunk, cursor.failures);
    cursor = { ...cursor, chunk: chunk + 1, at: 0, failures: [] };
    await job.save(JSON.stringify(cursor));
  }

  if (run.runsRules && !(await assignLeads(request, index, cursor))) return undefined;
  for (const file of run.files)
    if ((cursor.counts[file.index]?.failed ?? 0) > 0)
      await writeErrorFile(ports.files, run.id, planId, index, file, true);
  return { counts: cursor.counts, failed: cursor.failed, index, problems: await firstProblems(request, index) };
};

/** Gives the leads that were made to whom the rules choose, where that was asked for. True when all are through. */
const assignLeads = async ({ run, planId, job }: ApplyRequest, index: PlanIndex, from: Cursor): Promise<boolean> => {
  const { ports } = job;
  const leads = new Set(run.files.filter((f) => f.noun === 'lead').map((f) => f.index));
  let cursor: Cursor = from.phase === 'assign' ? from : { ...from, phase: 'assign', chunk: 0, at: 0 };
  for (let chunk = cursor.chunk; chunk < index.chunks.length; chunk++) {
    const entry = index.chunks[chunk];
    if (!entry || !leads.has(entry.file) || entry.counts.create === 0) continue;
    for (const row of await readChunk(ports.files, run.id, planId, chunk)) {
      if (row.kind !== 'create' || row.noun !== 'lead' || row.id === undefined) continue;
      if (job.isTimeUp) return false;
      await job.progress({ done: chunk, total: index.chunks.length, failed: cursor.failed }, 'Assigning leads');
      await assignLead(
        {
          leadId: row.id,
          cause: { chain: [], by: run.id },
          done: { consumer: 'import-assign', eventId: `${run.id}:${row.id}` },
        },
        ports,
      );
    }
    cursor = { ...cursor, chunk: chunk + 1 };
    await job.save(JSON.stringify(cursor));
  }
  return true;
};

/** The first rows that were not written, with why. */
const firstProblems = async (
  { run, planId, job }: ApplyRequest,
  index: PlanIndex,
): Promise<Applied['problems'][number][]> => {
  const { files } = job.ports;
  const problems: Applied['problems'][number][] = [];
  for (const chunk of index.chunks) {
    if (problems.length >= maxProblems) break;
    const failures = new Map((await readFailures(files, run.id, planId, chunk.n)).map((f) => [f.at, f.detail]));
    if (chunk.counts.wrong === 0 && failures.size === 0) continue;
    for (const [at, row] of (await readChunk(files, run.id, planId, chunk.n)).entries()) {
      const detail = row.kind === 'wrong' ? row.reasons.join(' ') : failures.get(at);
      if (detail !== undefined && problems.length < maxProblems)
        problems.push({ file: row.file, row: row.row, detail: detail.slice(0, 300) });
    }
  }
  return problems;
};
