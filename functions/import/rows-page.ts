import type { Context } from '#functions/platform/context.ts';
import { knownNouns } from '#functions/platform/known-nouns.ts';
import { sign, verify } from '#functions/platform/signing.ts';
import { recordKey } from '#functions/platform/stored.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import { titleOf } from '#shared/contract/entity.ts';
import { invalid } from '#shared/contract/problem.ts';
import type { ImportRow, RowKind } from '#shared/import/import.routes.ts';
import type { ImportRun } from '#shared/import/import.ts';
import type { FindEntity } from '#shared/predicate/resolve-field.ts';
import { entityOf } from '#shared/registry.ts';
import type { PlannedRow } from './plan-row.ts';
import { readChunk, readPlanIndex } from './plan-store.ts';

export type RowsQuery = {
  readonly file?: number;
  readonly kind?: RowKind;
  readonly cursor?: string;
  readonly limit: number;
};
type Page = {
  readonly items: ImportRow[];
  readonly cursor?: string;
  readonly refs: Record<string, { noun: string; title: string }>;
};

const refIds = (row: PlannedRow, nouns: FindEntity): { noun: string; id: string }[] => {
  const entity = nouns(row.noun);
  return Object.entries(row.values).flatMap(([field, value]) => {
    const target = entity?.allFields[field]?.target;
    return target && typeof value === 'string' ? [{ noun: target, id: value }] : [];
  });
};

const toRow = ({ row, kind, noun, id, title, values, changes, reasons }: PlannedRow, context: Context): ImportRow => ({
  row,
  kind,
  noun,
  title,
  reasons,
  values: context.policy.project(noun, values),
  ...(id !== undefined && { id }),
  ...(changes && { changes: changes.filter((c) => context.policy.readable(noun, c.field)) }),
});

/** Names of the records that rows refer to, as far as the actor may know them. Those that the plan itself makes are named by their rows. */
const titles = async (rows: readonly PlannedRow[], context: Context): Promise<Page['refs']> => {
  const nouns = await knownNouns(context.ports, context.policy);
  const wanted = new Map(rows.flatMap((row) => refIds(row, nouns)).map((ref) => [ref.id, ref]));
  const found = recordsOfItems(
    await context.ports.table.batchGet([...wanted.values()].map((r) => recordKey(r.noun, r.id))),
  );
  return Object.fromEntries(
    found.flatMap(({ record }) => {
      const entity = entityOf(record.type);
      if (!entity || !context.policy.may(record.type, 'read', record)) return [];
      return [[record.id, { noun: record.type, title: titleOf(entity, context.policy.project(record.type, record)) }]];
    }),
  );
};

/** A page of an import's plan. */
export const pageOfRows = async (run: ImportRun, query: RowsQuery, context: Context): Promise<Page> => {
  const index = run.planId ? await readPlanIndex(context.ports.files, run.id, run.planId) : undefined;
  if (!run.planId || !index) return { items: [], refs: {} };
  const secret = context.ports.environment.CRM_SIGNING_SECRET ?? '';
  const purpose = `import-rows ${context.actor.id} ${run.planId} ${query.file ?? ''} ${query.kind ?? ''}`;
  const from = query.cursor === undefined ? [0, 0] : verify(secret, purpose, query.cursor);
  if (!Array.isArray(from)) throw invalid('query/cursor', 'is not a cursor of this list');
  const [chunk = 0, first = 0] = from.map(Number);
  const rows: PlannedRow[] = [];
  let at = first;
  for (const entry of index.chunks.slice(chunk)) {
    const isWanted =
      (query.file === undefined || entry.file === query.file) &&
      (query.kind === undefined || entry.counts[query.kind] > 0);
    if (isWanted) {
      const all = await readChunk(context.ports.files, run.id, run.planId, entry.n);
      for (; at < all.length; at++) {
        const row = all[at];
        if (!row || (query.kind !== undefined && row.kind !== query.kind)) continue;
        if (rows.length === query.limit) {
          const items = rows.map((r) => toRow(r, context));
          return { items, refs: await titles(rows, context), cursor: sign(secret, purpose, [entry.n, at]) };
        }
        rows.push(row);
      }
    }
    at = 0;
  }
  return { items: rows.map((r) => toRow(r, context)), refs: await titles(rows, context) };
};
