import type { AnyRecord } from '#shared/contract/entity.ts';
import type { ImportPatch, ImportUpload } from '#shared/import/import.routes.ts';
import type { ImportRun, ImportState } from '#shared/import/import.ts';
import type { ImportFile } from '#shared/import/import-file.ts';
import { api, recordsOf } from '#web/app/api.ts';
import { showProblem } from '#web/app/problems.ts';
import { invalidate, queryClient } from '#web/app/query-client.ts';
import { learnTitles } from '#web/app/refs.ts';
import { rememberWrite } from '#web/app/writes.ts';

const pollMs = 1000;
const working: readonly ImportState[] = ['planning', 'applying', 'reverting'];

/** True while a job works for the import, so that there is something to wait for. */
export const isWorking = (run: Pick<ImportRun, 'state'>): boolean => working.includes(run.state);

const importKey = (id: string) => ['import', 'get', id] as const;

/** An import; asked again each second while a job works for it. */
export const importQuery = (id: string) => ({
  queryKey: importKey(id),
  queryFn: () => api.import.get({ params: { id }, query: {} }),
  refetchInterval: (query: { readonly state: { readonly data?: ImportRun | undefined } }) =>
    query.state.data && isWorking(query.state.data) ? pollMs : (false as const),
});

export type Progress = { readonly done: number; readonly total: number; readonly failed: number };
const isProgress = (value: unknown): value is Progress =>
  typeof value === 'object' && value !== null && 'done' in value && 'total' in value;

/** How far the job of an import is. */
export const progressQuery = (run: ImportRun) => ({
  queryKey: ['job', 'progress', run.jobId] as const,
  enabled: run.jobId !== undefined && isWorking(run),
  refetchInterval: pollMs,
  staleTime: 0,
  queryFn: async (): Promise<Progress | null> => {
    const job = await recordsOf('job').get({ params: { id: run.jobId ?? '' } });
    return isProgress(job['progress']) ? job['progress'] : null;
  },
});

/** The imports that there were, the newest first. */
export const importsQuery = () => ({
  queryKey: ['import', 'list', 'newest'] as const,
  queryFn: async () => {
    const page = await api.import.list({ query: { sort: '-createdAt', limit: 50 } });
    learnTitles(page.refs);
    return page.items;
  },
});

/** Rows of a plan. */
export const rowsQuery = (run: ImportRun, kind: 'create' | 'update' | 'skip' | 'wrong', file: number | undefined) => ({
  queryKey: ['import', 'rows', run.id, run.planId, kind, file] as const,
  initialPageParam: undefined as string | undefined,
  queryFn: async ({ pageParam }: { readonly pageParam: string | undefined }) => {
    const page = await api.import.rows({
      params: { id: run.id },
      query: { kind, limit: 50, ...(file !== undefined && { file }), ...(pageParam && { cursor: pageParam }) },
    });
    learnTitles(page.refs);
    return page;
  },
  getNextPageParam: (last: { readonly cursor?: string | undefined }) => last.cursor,
});

/** Takes over the answer to a step. */
export const tookImport = (run: ImportRun): ImportRun => {
  rememberWrite({ type: 'import', id: run.id, version: run.version });
  queryClient.setQueryData(importKey(run.id), run);
  void invalidate({ queryKey: ['import', 'list'] });
  return run;
};

/** Lists, counts and boards are asked again once an import has written to them. */
export const refreshEverything = (): Promise<void> =>
  invalidate({ predicate: ({ queryKey }) => queryKey[0] !== 'import' && queryKey[0] !== 'me' });

/** Patches go one after another, each upon the version that the one before it made. */
let last: Promise<unknown> = Promise.resolve();

/** Changes the mapping of an import. */
export const patchImport = (id: string, patch: ImportPatch): Promise<void> => {
  const next = last.then(async () => {
    const now = queryClient.getQueryData<ImportRun>(importKey(id));
    if (!now) return;
    try {
      tookImport(await api.import.update({ params: { id }, ifMatch: now.version, body: patch }));
    } catch (error) {
      showProblem(error);
      await invalidate({ queryKey: importKey(id) });
    }
  });
  last = next;
  return next;
};

/** Starts a step that a job does. */
export const startStep = async (run: ImportRun, step: 'plan' | 'apply' | 'undo'): Promise<void> => {
  await last;
  const now = queryClient.getQueryData<ImportRun>(importKey(run.id)) ?? run;
  try {
    const answer = await api.import[step]({ params: { id: run.id }, ifMatch: now.version });
    tookImport(answer.import);
  } catch (error) {
    showProblem(error);
  }
};

/** Stops the job that is under way, or gives the import up. */
export const cancelImport = async (run: ImportRun): Promise<void> => {
  try {
    tookImport(await api.import.cancel({ params: { id: run.id }, ifMatch: run.version }));
  } catch (error) {
    showProblem(error);
  }
};

/** Sends one file to where the API says, telling how much has gone. */
const upload = (form: ImportUpload, file: File, onSent: (bytes: number) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
    // S3 reads no field that comes after the file
    data.append('file', file);
    const request = new XMLHttpRequest();
    request.open('POST', form.url);
    request.upload.addEventListener('progress', (event) => onSent(event.loaded));
    request.addEventListener('load', () =>
      request.status < 300
        ? resolve()
        : reject(new Error(`The upload of ${file.name} was refused (${request.status}).`)),
    );
    request.addEventListener('error', () => reject(new Error(`The upload of ${file.name} broke off.`)));
    request.send(data);
  });

/** Begins an import with these files: uploads them and has them recognised. Answers its id. */
export const beginImport = async (files: readonly File[], onProgress: (share: number) => void): Promise<string> => {
  const { import: run, uploads } = await api.import.create({
    body: { files: files.map((file) => ({ name: file.name, sizeBytes: Math.max(1, file.size) })) },
  });
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const sent = new Map<number, number>();
  const tell = (index: number, bytes: number) => {
    sent.set(index, bytes);
    const all = [...sent.values()].reduce((sum, value) => sum + value, 0);
    onProgress(total > 0 ? Math.min(1, all / total) : 1);
  };
  await Promise.all(
    uploads.map((form) => {
      const file = files[form.file];
      return file ? upload(form, file, (bytes) => tell(form.file, bytes)) : Promise.resolve();
    }),
  );
  tookImport(await api.import.inspect({ params: { id: run.id }, ifMatch: run.version }));
  return run.id;
};

/** Files of an import that bring something. */
export const bringing = (run: ImportRun): readonly ImportFile[] => run.files.filter((file) => file.use === 'records');

/** An import as any other record, for what works with all of them. */
export const asRecord = (run: ImportRun): AnyRecord => run as AnyRecord;
