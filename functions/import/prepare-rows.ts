import { rulesOf } from '#functions/area/noun-rules.ts';
import type { Seen } from '#functions/batch/seen.ts';
import { maxItems } from '#functions/batch/transaction-size.ts';
import { detailOf, type Failure, type Ready } from '#functions/batch/write-group.ts';
import type { Context } from '#functions/platform/context.ts';
import { prepareWrite } from '#functions/platform/prepare-write.ts';
import { recordKey } from '#functions/platform/stored.ts';
import type { Table } from '#functions/platform/table.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { isProblem } from '#shared/contract/problem.ts';
import { entityOf } from '#shared/registry.ts';
import type { PlannedRow } from './plan-row.ts';
import { serverValues } from './server-values.ts';

/** A planned row with its place in its chunk. */
export type Placed = { readonly row: PlannedRow; readonly at: number };

export type RowsParts = {
  readonly importId: string;
  readonly context: Context;
  readonly seen: Seen;
  /** Read strongly: `context` remembers what it has read. */
  readonly table: Table;
};

const maxBytes = 2_000_000;

const prepareAll = async (
  rows: readonly Placed[],
  { context, importId, seen, table }: RowsParts,
): Promise<{ ready: Ready[]; failures: Failure[] }> => {
  const ready: Ready[] = [];
  // what administrators changed meanwhile holds from here on
  context.states?.clear();
  const failures: Failure[] = [];
  const updates = rows.filter(({ row }) => row.kind === 'update');
  const stored = await table.batchGet(updates.map(({ row }) => recordKey(row.noun, row.id ?? '')));
  const current = new Map(recordsOfItems(stored).map((s) => [s.pk, s]));
  for (const { row, at } of rows) {
    const entity = entityOf(row.noun);
    const id = row.id ?? '';
    const fail = (detail: string): void => void failures.push({ at, detail });
    if (!entity) {
      fail(`There is no noun ${row.noun} any more.`);
      continue;
    }
    const before = current.get(recordKey(row.noun, id).pk);
    if (
      row.kind === 'update' &&
      (!before || before.record.deletedAt !== undefined || !context.policy.may(row.noun, 'read', before.record))
    ) {
      fail('The record has gone since it was planned.');
      continue;
    }
    if (before && !context.policy.may(row.noun, 'update', before.record)) {
      fail('You may not change this record.');
      continue;
    }
    try {
      const prepared = await prepareWrite(
        {
          entity,
          rules: rulesOf(row.noun),
          path: 'import',
          id,
          before,
          patch: row.values,
          verb: before ? 'updated' : 'created',
          ...(!before && { server: serverValues(entity, importId, row.row) }),
        },
        context,
      );
      // scopes look at owner, teams and id only
      const after = { ...prepared.change.after, id, version: (before?.version ?? 0) + 1 } as unknown as AnyRecord;
      if (!before && !context.policy.may(row.noun, 'create', after)) {
        fail(`You may not create this ${entity.label.one.toLowerCase()}.`);
        continue;
      }
      ready.push({ at, prepared });
      if (!before) seen.pin(row.noun, after);
    } catch (error) {
      if (!isProblem(error)) throw error;
      fail(detailOf(error));
    }
  }
  return { ready, failures };
};

/** Prepares rows of an import against what is there now. A record that a row of the same group refers to counts as there. */
export const prepareRows =
  (parts: RowsParts) =>
  (rows: readonly Placed[]): ReturnType<typeof prepareAll> =>
    prepareAll(rows, parts).finally(() => {
      for (const { row } of rows) parts.seen.unpin(row.noun, row.id ?? '');
    });

/** As many rows from the beginning as one transaction takes; at least one. */
export const fitting = (rows: readonly Placed[]): number => {
  let items = 0;
  let bytes = 0;
  const [first] = rows;
  for (const [i, { row }] of rows.entries()) {
    // claims of unique fields and conditions of the rules are few; what does not fit is noticed and split
    items += 2 + (row.noun === 'deal' ? 0.2 : 0.4);
    bytes += 2.5 * JSON.stringify(row.values).length + 600;
    if (
      i > 0 &&
      (row.noun !== first?.row.noun || row.isMade !== first.row.isMade || items > maxItems - 2 || bytes > maxBytes)
    )
      return i;
  }
  return rows.length;
};
