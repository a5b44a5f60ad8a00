import type { Failure } from '#functions/batch/write-group.ts';
import type { Blobs } from '#functions/platform/ports.ts';
import { csvLine, safeCell } from '#shared/import/csv-write.ts';
import type { ImportFile } from '#shared/import/import-file.ts';
import { type ChunkEntry, emptyCounts, type PlanIndex, type PlannedRow, rowsPerChunk } from './plan-row.ts';

const folderOf = (importId: string, planId: string): string => `imports/${importId}/plan-${planId}`;
const chunkKey = (importId: string, planId: string, n: number): string => `${folderOf(importId, planId)}/${n}.jsonl`;
const indexKey = (importId: string, planId: string): string => `${folderOf(importId, planId)}/index.json`;
const failureKey = (importId: string, planId: string, n: number): string =>
  `${folderOf(importId, planId)}/${n}.failed.json`;
/** Key of the CSV of a file's wrong rows. */
export const errorKey = (importId: string, file: number): string => `imports/${importId}/errors-${file}.csv`;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes planned rows, chunk by chunk. Writing the same plan again gives the same objects. */
export class PlanWriter {
  readonly #files: Blobs;
  readonly #importId: string;
  readonly #planId: string;
  readonly #chunks: ChunkEntry[] = [];
  #lines: string[] = [];
  #counts = emptyCounts();
  #file = 0;

  constructor(files: Blobs, importId: string, planId: string) {
    this.#files = files;
    this.#importId = importId;
    this.#planId = planId;
  }

  async add(row: PlannedRow): Promise<void> {
    if (this.#lines.length > 0 && this.#file !== row.file) await this.flush();
    this.#file = row.file;
    this.#lines.push(JSON.stringify(row));
    this.#counts[row.kind]++;
    if (this.#lines.length >= rowsPerChunk) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const n = this.#chunks.length;
    await this.#files.put(
      chunkKey(this.#importId, this.#planId, n),
      encoder.encode(this.#lines.join('\n')),
      'application/x-ndjson',
    );
    this.#chunks.push({ file: this.#file, n, counts: this.#counts });
    this.#lines = [];
    this.#counts = emptyCounts();
  }

  async end(): Promise<PlanIndex> {
    await this.flush();
    const index: PlanIndex = { chunks: this.#chunks };
    await this.#files.put(
      indexKey(this.#importId, this.#planId),
      encoder.encode(JSON.stringify(index)),
      'application/json',
    );
    return index;
  }
}

export const readPlanIndex = async (files: Blobs, importId: string, planId: string): Promise<PlanIndex | undefined> => {
  const bytes = await files.get(indexKey(importId, planId));
  // written by `PlanWriter` alone, in a folder that nobody can upload to
  return bytes && (JSON.parse(decoder.decode(bytes)) as PlanIndex);
};

export const readChunk = async (files: Blobs, importId: string, planId: string, n: number): Promise<PlannedRow[]> => {
  const bytes = await files.get(chunkKey(importId, planId, n));
  if (!bytes) throw new Error(`chunk ${n} of plan ${planId} is gone`);
  // as above
  return decoder
    .decode(bytes)
    .split('\n')
    .map((line) => JSON.parse(line) as PlannedRow);
};

export const writeFailures = (
  files: Blobs,
  importId: string,
  planId: string,
  n: number,
  failures: readonly Failure[],
): Promise<void> =>
  files.put(failureKey(importId, planId, n), encoder.encode(JSON.stringify(failures)), 'application/json');

export const readFailures = async (files: Blobs, importId: string, planId: string, n: number): Promise<Failure[]> => {
  const bytes = await files.get(failureKey(importId, planId, n));
  // as above
  return bytes ? (JSON.parse(decoder.decode(bytes)) as Failure[]) : [];
};

const errorLines = async function* (
  files: Blobs,
  importId: string,
  planId: string,
  index: PlanIndex,
  file: ImportFile,
  isApplied: boolean,
): AsyncGenerator<Uint8Array> {
  // a byte order mark, so that Excel reads it as UTF-8
  yield encoder.encode(`\ufeff${csvLine([...file.columns.map((c) => c.heading), 'Row', 'Problem'].map(safeCell))}`);
  for (const chunk of index.chunks.filter((c) => c.file === file.index && (isApplied || c.counts.wrong > 0))) {
    const failures = new Map(
      (isApplied ? await readFailures(files, importId, planId, chunk.n) : []).map((f) => [f.at, f.detail]),
    );
    if (chunk.counts.wrong === 0 && failures.size === 0) continue;
    const rows = await readChunk(files, importId, planId, chunk.n);
    const lines = rows.flatMap((row, at) => {
      const detail = row.kind === 'wrong' ? row.reasons.join(' ') : failures.get(at);
      if (detail === undefined) return [];
      const cells = file.columns.map((_, i) => row.cells[i] ?? '');
      return [csvLine([...cells, String(row.row), detail].map(safeCell))];
    });
    if (lines.length > 0) yield encoder.encode(lines.join(''));
  }
};

/** Writes the CSV of a file's wrong rows with their own headings, so that it can be mended and brought again. */
export const writeErrorFile = (
  files: Blobs,
  importId: string,
  planId: string,
  index: PlanIndex,
  file: ImportFile,
  isApplied: boolean,
): Promise<void> =>
  files.putStream(
    errorKey(importId, file.index),
    errorLines(files, importId, planId, index, file, isApplied),
    'text/csv; charset=utf-8',
  );
