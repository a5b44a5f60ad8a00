import type { Blobs } from '#functions/platform/ports.ts';
import { type CsvRow, rowsOf } from '#shared/import/csv.ts';
import { FileUnreadable, textOf } from '#shared/import/encoding.ts';
import type { ImportFile } from '#shared/import/import-file.ts';

/** The rows of a file without its heading, some at a time, with how many bytes were read until then. */
export const readRows = async function* (
  files: Blobs,
  file: ImportFile,
): AsyncGenerator<{ readonly rows: readonly CsvRow[]; readonly bytes: number }> {
  const stream = await files.stream(file.key);
  if (!stream) throw new FileUnreadable('The file has not arrived.');
  let bytes = 0;
  const counted = (async function* () {
    for await (const piece of stream) {
      bytes += piece.length;
      yield piece;
    }
  })();
  let isFirst = file.hasHeader !== false;
  for await (const rows of rowsOf(textOf(counted, file.encoding ?? 'utf-8'), file.separator ?? ',')) {
    const kept = isFirst ? rows.slice(1) : rows;
    if (rows.length > 0) isFirst = false;
    if (kept.length > 0) yield { rows: kept, bytes };
  }
};

/** The first bytes of a file. */
export const readHead = async (files: Blobs, key: string, maxBytes: number): Promise<Uint8Array | undefined> => {
  const stream = await files.stream(key);
  if (!stream) return undefined;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    pieces.push(piece);
    size += piece.length;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, maxBytes);
};
