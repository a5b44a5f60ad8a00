import type { AnyRecord } from '#shared/contract/entity.ts';
import { recordsOf } from '#web/app/api.ts';
import { existingOf, problemOf, showProblem } from '#web/app/problems.ts';
import { invalidate, queryClient } from '#web/app/query-client.ts';
import { hrefOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { showToast } from '#web/ui/toast.tsx';
import { askAboutChange, openConflict } from './conflict-state.ts';
import { changeListed } from './listed.ts';
import { recordKey, refreshNoun, tookPlace } from './record.queries.ts';

export type Patch = Readonly<Record<string, unknown>>;

/** What a PATCH carries: an emptied field is null, which clears it. */
export const toBody = (patch: Patch): Patch =>
  Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, value ?? null]));

/** The record as it will be: shown at once, before the server has answered. */
const withPatch = (record: AnyRecord, patch: Patch): AnyRecord => {
  const next: Record<string, unknown> = { ...record, ...patch };
  for (const [key, value] of Object.entries(patch)) if (value === undefined || value === null) delete next[key];
  // the keys of a record that a patch cannot name are still those of `record`
  return next as AnyRecord;
};

/**
 * Changes fields of a record. Shows the change at once and takes it back where the server refuses; where somebody else was quicker, asks
 * which values hold.
 */
export const saveFields = async (record: AnyRecord, patch: Patch): Promise<AnyRecord | undefined> => {
  const key = recordKey(record.type, record.id);
  await queryClient.cancelQueries({ queryKey: key });
  const before = queryClient.getQueryData<AnyRecord>(key);
  if (before) queryClient.setQueryData(key, withPatch(before, patch));
  // an answer that is on its way to a list may be from before
  await queryClient.cancelQueries({
    predicate: ({ queryKey }) => queryKey[0] === record.type && queryKey[1] === 'list',
  });
  changeListed(record, (row) => withPatch(row, patch));
  try {
    const saved = await recordsOf(record.type).update({
      params: { id: record.id },
      ifMatch: record.version,
      body: toBody(patch),
    });
    tookPlace(saved);
    return saved;
  } catch (error) {
    if (before) queryClient.setQueryData(key, before);
    changeListed(record, (row) => (row.version === record.version ? record : row));
    void refreshNoun(record.type);
    if (problemOf(error)?.code === 'version-conflict') openConflict(record, patch, error);
    else {
      const existing = existingOf(error);
      showProblem(error, existing && hrefOf(record.type, existing));
    }
    return undefined;
  }
};

const isOwn = (record: AnyRecord): boolean =>
  queryClient.getQueryData<{ readonly user: { readonly id?: unknown } }>(['me'])?.user.id === record.updatedBy.id;

/**
 * Saves what a person edited in place. Where another value came in meanwhile, the version at hand is already that one's and the server
 * would take the edit: so, unless it was their own, they are asked first.
 */
export const saveEdit = async (record: AnyRecord, patch: Patch, hasChangedMeanwhile: boolean): Promise<void> => {
  if (!hasChangedMeanwhile) {
    await saveFields(record, patch);
    return;
  }
  try {
    // a row of a list has only its columns
    const current = await recordsOf(record.type).get({ params: { id: record.id } });
    if (isOwn(current)) await saveFields(current, patch);
    else askAboutChange(current, patch);
  } catch (error) {
    showProblem(error);
  }
};

/** Takes a record out of the bin. */
export const restoreRecord = async (record: Pick<AnyRecord, 'type' | 'id' | 'version'>): Promise<void> => {
  try {
    const restored = await recordsOf(record.type).restore({ params: { id: record.id }, ifMatch: record.version });
    tookPlace(restored);
    showToast({ title: strings.record.restored(titleOfRecord(restored)) });
  } catch (error) {
    showProblem(error);
  }
};

/** Moves a record to the bin, with a way back. */
export const removeRecord = async (record: AnyRecord): Promise<boolean> => {
  try {
    const removed = await recordsOf(record.type).remove({ params: { id: record.id }, ifMatch: record.version });
    tookPlace(removed);
    showToast({
      title: strings.record.removed(titleOfRecord(record)),
      action: { label: strings.record.restore, onSelect: () => void restoreRecord(removed) },
    });
    return true;
  } catch (error) {
    showProblem(error);
    return false;
  }
};

const bulkSize = 500;

/** One change to many records, in steps of the most that the API takes at once. Answers how many it could not change. */
export const changeMany = async (
  noun: string,
  ids: readonly string[],
  change: { readonly action: 'update'; readonly patch: Patch } | { readonly action: 'remove' | 'restore' },
): Promise<{ readonly done: number; readonly failed: number; readonly reason?: string }> => {
  let done = 0;
  let failed = 0;
  let reason: string | undefined;
  const body =
    change.action === 'update' ? { action: change.action, patch: toBody(change.patch) } : { action: change.action };
  for (let at = 0; at < ids.length; at += bulkSize) {
    const answer = await recordsOf(noun).bulk({ body: { ...body, ids: ids.slice(at, at + bulkSize) } });
    done += answer.done;
    failed += answer.failed;
    const detail = answer.results.find((result) => result.problem)?.problem?.['detail'];
    if (typeof detail === 'string') reason ??= detail;
  }
  await refreshNoun(noun);
  await invalidate({ predicate: ({ queryKey }) => queryKey[0] === noun && queryKey[1] === 'get' });
  return { done, failed, ...(reason !== undefined && { reason }) };
};
