import { startJob } from '#functions/job/start-job.ts';
import { stopJob } from '#functions/job/stop-job.ts';
import type { Change } from '#functions/platform/commit.ts';
import type { Context, Ports } from '#functions/platform/context.ts';
import { type BoundRoute, implement } from '#functions/platform/handle.ts';
import { knownNouns } from '#functions/platform/known-nouns.ts';
import { prepareWrite } from '#functions/platform/prepare-write.ts';
import { loadReadable } from '#functions/platform/read-record.ts';
import { commitFor, versionConflict } from '#functions/platform/refusal.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import { recordKey, type StoredRecord } from '#functions/platform/stored.ts';
import type { TransactItem } from '#functions/platform/table.ts';
import { recordOfItem } from '#functions/platform/upcast.ts';
import type { Entity, RecordOf } from '#shared/contract/entity.ts';
import { notFound, ProblemError } from '#shared/contract/problem.ts';
import { type ImportRow, type ImportUpload, importRoutes, type RowKind } from '#shared/import/import.routes.ts';
import { type ImportRun, type ImportState, importRun, maxImportBytes } from '#shared/import/import.ts';
import type { ImportFile } from '#shared/import/import-file.ts';
import { emptyFile } from '#shared/import/propose.ts';
import type { Job } from '#shared/job/job.ts';
import { settingsId } from '#shared/settings/settings-id.ts';
import { checkFiles } from './check-file.ts';
import { fitRecord } from './fit-record.ts';
import type { LookupSource } from './import.jobs.ts';
import { checkRights } from './import-rights.ts';
import { inspectImport } from './inspect-import.ts';
import { checkState, importChange, importOf } from './load-import.ts';
import { errorKey } from './plan-store.ts';
import { pageOfRows } from './rows-page.ts';
import { localeOf } from './settings-locale.ts';
import { patchFiles } from './update-import.ts';

const entity: Entity = importRun;
const contentType = 'text/csv';

/** The import at the version that the caller knows, if they may change it. */
const loadForStep = async (id: string, ifMatch: number | undefined, context: Context): Promise<StoredRecord> => {
  const stored = await loadReadable(importRun, id, context);
  if (!context.policy.may(entity.noun, 'update', stored.record))
    throw new ProblemError('forbidden', 'You may not change this import.');
  if (ifMatch !== undefined && stored.version !== ifMatch)
    throw await versionConflict(entity, stored, ifMatch, context);
  return stored;
};

type Sent = RecordOf<typeof importRun>;
const project = (context: Context, record: object): Sent =>
  // a stored record of the noun import has the shape that its entity declares
  context.policy.project(entity.noun, record as Record<string, unknown>) as unknown as Sent;

const write = async (
  stored: StoredRecord,
  change: Change,
  context: Context,
  more: readonly Change[] = [],
  also: readonly TransactItem[] = [],
): Promise<Sent> => {
  const [committed] = await commitFor(context, {
    entity,
    knownVersion: stored.version,
    changes: [change, ...more],
    also,
  });
  if (!committed) throw new Error('a commit of one change has one result');
  return project(context, committed.record);
};

const uploadsOf = async (run: Pick<ImportRun, 'files'>, { files }: Ports): Promise<ImportUpload[]> =>
  Promise.all(
    run.files.map(async (f) => ({ file: f.index, ...(await files.uploadForm(f.key, contentType, maxImportBytes)) })),
  );

const nameOf = (files: readonly { readonly name: string }[]): string => {
  const [first] = files;
  const name = first?.name.slice(0, 80) ?? 'Import';
  return files.length > 1 ? `${name} and ${files.length - 1} more` : name;
};

/** What is known of an import before it is planned is void when its mapping changes. */
const unplanned = {
  planId: undefined,
  notes: undefined,
  problems: undefined,
  problemCount: undefined,
  plannedAt: undefined,
  error: undefined,
};

const start = async (
  stored: StoredRecord,
  state: ImportState,
  kind: Job['kind'],
  label: string,
  total: number,
  values: object,
  context: Context,
) => {
  const run = importOf(stored);
  checkState(run, state);
  const started = startJob(
    { name: `${label} ${run.name}`, kind, subject: { noun: entity.noun, id: run.id }, total },
    context,
  );
  const change = importChange(stored, { ...values, state, jobId: started.id, error: undefined });
  return { import: await write(stored, change, context, [started.change], started.also), jobId: started.id };
};

const rowsIn = (files: readonly ImportFile[]): number =>
  files.reduce((n, f) => n + (f.use === 'records' ? (f.planned?.rows ?? f.rowCount ?? 0) : 0), 0);

/** What answers the routes of imports; `lookup` finds the records that files name. */
export const importHandlers = (lookup: LookupSource): BoundRoute[] => [
  // the routes that imports have from their declaration alone
  ...standardHandlers(entity, importRoutes as unknown as Parameters<typeof standardHandlers>[1]).filter(
    ({ route }) => route === importRoutes.get || route === importRoutes.history,
  ),

  implement(importRoutes.create, async ({ body }, context) => {
    const id = context.ports.ids.ulid(context.now);
    const files = body.files.map((f, i) => emptyFile(i, `imports/${id}/${i}.csv`, f.name, f.sizeBytes));
    const { change } = await prepareWrite(
      {
        entity,
        rules: undefined,
        path: 'create',
        id,
        before: undefined,
        patch: { name: body.name ?? nameOf(body.files) },
        server: { state: 'uploaded', files, source: 'api' },
        verb: 'created',
      },
      context,
    );
    if (!context.policy.may(entity.noun, 'create', { ...change.after, id }))
      throw new ProblemError('forbidden', 'You may not import.');
    const [made] = await commitFor(context, { entity, knownVersion: 0, changes: [change] });
    return { import: project(context, made?.record ?? {}), uploads: await uploadsOf({ files }, context.ports) };
  }),

  implement(importRoutes.uploads, async ({ params }, context) => {
    const run = importOf(await loadForStep(params.id, undefined, context));
    if (run.state !== 'uploaded' && run.state !== 'mapped')
      throw new ProblemError('conflict', 'The files of this import are not replaced any more.', {
        more: { state: run.state },
      });
    const arrived = await Promise.all(run.files.map((f) => context.ports.files.sizeOf(f.key)));
    return { uploads: await uploadsOf({ files: run.files.filter((_, i) => arrived[i] === undefined) }, context.ports) };
  }),

  implement(importRoutes.inspect, async ({ params, ifMatch }, context) => {
    const stored = await loadForStep(params.id, ifMatch, context);
    const run = importOf(stored);
    checkState(run, 'mapped');
    const files = await inspectImport({
      run,
      actor: context.actor,
      policy: context.policy,
      ports: context.ports,
      lookup: await lookup(),
      nouns: await knownNouns(context.ports, context.policy),
    });
    return write(
      stored,
      importChange(stored, fitRecord({ ...stored.record, ...unplanned, files, state: 'mapped' })),
      context,
    );
  }),

  implement(importRoutes.update, async ({ params, body, ifMatch }, context) => {
    const stored = await loadForStep(params.id, ifMatch, context);
    const run = importOf(stored);
    if (run.state === 'uploaded')
      throw new ProblemError('conflict', 'Upload the files and have them inspected first.', {
        more: { state: run.state },
      });
    checkState(run, 'mapped');
    const settings = recordOfItem(await context.ports.table.get(recordKey('settings', settingsId)))?.record;
    const { actor, policy, ports } = context;
    const nouns = await knownNouns(ports, policy);
    const parts = { run, actor, policy, ports, lookup: await lookup(), nouns };
    const files = await patchFiles(parts, body, localeOf(settings).currency);
    const own = {
      ...(body.name !== undefined && { name: body.name }),
      ...(body.runsRules !== undefined && { runsRules: body.runsRules }),
    };
    return write(
      stored,
      importChange(stored, fitRecord({ ...stored.record, ...unplanned, ...own, files, state: 'mapped' })),
      context,
    );
  }),

  implement(importRoutes.plan, async ({ params, ifMatch }, context) => {
    const stored = await loadForStep(params.id, ifMatch, context);
    const run = importOf(stored);
    checkState(run, 'planning');
    if (!run.files.some((f) => f.use === 'records' && !f.problem))
      throw new ProblemError('conflict', 'None of the files holds records.');
    checkFiles(run.files, await knownNouns(context.ports, context.policy));
    checkRights(run, context.policy);
    return start(stored, 'planning', 'importPlan', 'Plan', rowsIn(run.files), unplanned, context);
  }),

  implement(importRoutes.apply, async ({ params, ifMatch }, context) => {
    const stored = await loadForStep(params.id, ifMatch, context);
    const run = importOf(stored);
    checkState(run, 'applying');
    checkRights(run, context.policy);
    return start(stored, 'applying', 'importApply', 'Apply', rowsIn(run.files), {}, context);
  }),

  implement(importRoutes.undo, async ({ params, ifMatch }, context) => {
    const stored = await loadForStep(params.id, ifMatch, context);
    const run = importOf(stored);
    checkState(run, 'reverting');
    if (!run.planId) throw new ProblemError('conflict', 'Nothing was imported.');
    return start(stored, 'reverting', 'importRevert', 'Undo', rowsIn(run.files), {}, context);
  }),

  implement(importRoutes.cancel, async ({ params, ifMatch }, context) => {
    const stored = await loadForStep(params.id, ifMatch, context);
    const run = importOf(stored);
    checkState(run, 'cancelled');
    const { changes, also } = await stopJob(run.jobId, context);
    return write(stored, importChange(stored, { state: 'cancelled' }), context, changes, also);
  }),

  implement(importRoutes.rows, async ({ params, query }, context) => {
    const run = importOf(await loadReadable(importRun, params.id, context));
    const wanted: { file?: number; kind?: RowKind; cursor?: string; limit: number } = {
      limit: query.limit ?? 50,
      ...(query.file !== undefined && { file: query.file }),
      ...(query.kind && { kind: query.kind }),
      ...(query.cursor && { cursor: query.cursor }),
    };
    const page = await pageOfRows(run, wanted, context);
    return { ...page, items: page.items satisfies ImportRow[] };
  }),

  implement(importRoutes.errorFile, async ({ params, query }, context) => {
    const run = importOf(await loadReadable(importRun, params.id, context));
    // rows of a file may hold what others may not see: only who brought it gets them back
    if (run.createdBy.id !== context.actor.id) throw notFound();
    const index = query.file ?? run.files.find((f) => (f.applied?.failed ?? f.planned?.wrong ?? 0) > 0)?.index;
    const file = run.files.find((f) => f.index === index);
    if (!file || (await context.ports.files.sizeOf(errorKey(run.id, file.index))) === undefined) throw notFound();
    const fileName = `${file.name.replace(/\.[a-z]{2,4}$/i, '')} – wrong rows.csv`;
    return { url: await context.ports.files.downloadUrl(errorKey(run.id, file.index), fileName), fileName };
  }),
];
