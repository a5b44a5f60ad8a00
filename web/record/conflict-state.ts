import { createSignal } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { problemOf } from '#web/app/problems.ts';

/** A change that was refused because somebody else's came first. */
export type Conflict = {
  readonly current: AnyRecord;
  readonly patch: Readonly<Record<string, unknown>>;
  readonly who: string;
  readonly at: string;
  /** Fields that the other change touched. */
  readonly touched: readonly string[];
};

const [conflict, setConflict] = createSignal<Conflict>();

export { conflict };
export const closeConflict = (): void => {
  setConflict(undefined);
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Opens the question for an edit whose field became another on the screen while it was edited. */
export const askAboutChange = (record: AnyRecord, patch: Readonly<Record<string, unknown>>): void => {
  setConflict({
    current: record,
    patch,
    who: record.updatedBy.name ?? '…',
    at: record.updatedAt,
    touched: Object.keys(patch),
  });
};

/** Opens the question which values hold, from the answer `version-conflict`. */
export const openConflict = (record: AnyRecord, patch: Readonly<Record<string, unknown>>, error: unknown): void => {
  const more = problemOf(error)?.more ?? {};
  const current = isObject(more['current']) ? more['current'] : record;
  const changes = Array.isArray(more['changes']) ? more['changes'].filter(isObject) : [];
  const latest = changes.at(-1);
  const actor = latest && isObject(latest['actor']) ? latest['actor'] : undefined;
  const touched = changes.flatMap((change) =>
    Array.isArray(change['changes']) ? change['changes'].filter(isObject).map((c) => String(c['field'])) : [],
  );
  setConflict({
    // the problem's `current` is the record as the API sends it
    current: current as AnyRecord,
    patch,
    who: typeof actor?.['name'] === 'string' ? actor['name'] : '…',
    at: typeof latest?.['at'] === 'string' ? latest['at'] : new Date().toISOString(),
    touched: [...new Set(touched)],
  });
};
