import { orderKey, readJson, writeJson } from '#functions/batch/json-blobs.ts';
import type { Touched } from '#functions/batch/undo-rows.ts';
import type { Blobs } from '#functions/platform/ports.ts';
import type { ChangeSetRow } from '#shared/change-set/change-set.routes.ts';
import type { Order } from './order.ts';

/** Folder of the files bucket. */
export const changeSetFolder = 'change-sets';
/** Records of one chunk of a plan. */
export const chunkSize = 500;

const recordsKey = (id: string, planId: string): string => `${changeSetFolder}/${id}/plan-${planId}/records.json`;
const chunkKey = (id: string, planId: string, n: number): string => `${changeSetFolder}/${id}/plan-${planId}/${n}.json`;

export const writeOrder = (files: Blobs, id: string, order: Order): Promise<void> =>
  writeJson(files, orderKey(changeSetFolder, id), order);
export const readOrder = (files: Blobs, id: string): Promise<Order | undefined> =>
  readJson(files, orderKey(changeSetFolder, id));

/** The records that a plan is about, frozen when it was begun. */
export const writeRecords = (files: Blobs, id: string, planId: string, records: readonly Touched[]): Promise<void> =>
  writeJson(files, recordsKey(id, planId), records);
export const readRecords = (files: Blobs, id: string, planId: string): Promise<readonly Touched[] | undefined> =>
  readJson(files, recordsKey(id, planId));

export const writeChunk = (
  files: Blobs,
  id: string,
  planId: string,
  n: number,
  rows: readonly ChangeSetRow[],
): Promise<void> => writeJson(files, chunkKey(id, planId, n), rows);

export const readChunk = async (
  files: Blobs,
  id: string,
  planId: string,
  n: number,
): Promise<readonly ChangeSetRow[]> => {
  const rows = await readJson<readonly ChangeSetRow[]>(files, chunkKey(id, planId, n));
  if (!rows) throw new Error(`chunk ${n} of plan ${planId} is gone`);
  return rows;
};

/** Chunks of a plan over so many records. */
export const chunksOf = (total: number): number => Math.ceil(total / chunkSize);
