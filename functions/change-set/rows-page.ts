import type { Context } from '#functions/platform/context.ts';
import { required } from '#functions/platform/environment.ts';
import { sign, verify } from '#functions/platform/signing.ts';
import { recordKey } from '#functions/platform/stored.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import type { ChangeSetRow } from '#shared/change-set/change-set.routes.ts';
import type { ChangeKind, ChangeSet } from '#shared/change-set/change-set.ts';
import { titleOf } from '#shared/contract/entity.ts';
import { invalid } from '#shared/contract/problem.ts';
import { entityOf } from '#shared/registry.ts';
import { readChunk } from './plan-store.ts';

export type RowsQuery = {
  readonly kind?: ChangeKind | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
};
type Page = {
  readonly items: ChangeSetRow[];
  readonly cursor?: string;
  readonly refs: Record<string, { noun: string; title: string }>;
};

const refsIn = ({ noun, changes }: ChangeSetRow): { noun: string; id: string }[] =>
  changes.flatMap(({ field, before, after }) => {
    const target = entityOf(noun)?.allFields[field]?.target;
    return target ? [before, after].flat().flatMap((id) => (typeof id === 'string' ? [{ noun: target, id }] : [])) : [];
  });

/** Names of the records that rows refer to, as far as the actor may know them. */
const titles = async (rows: readonly ChangeSetRow[], { policy, ports }: Context): Promise<Page['refs']> => {
  const wanted = new Map(rows.flatMap(refsIn).map((ref) => [ref.id, ref]));
  const found = recordsOfItems(await ports.table.batchGet([...wanted.values()].map((r) => recordKey(r.noun, r.id))));
  return Object.fromEntries(
    found.flatMap(({ record }) => {
      const entity = entityOf(record.type);
      if (!entity || !policy.may(record.type, 'read', record)) return [];
      return [[record.id, { noun: record.type, title: titleOf(entity, policy.project(record.type, record)) }]];
    }),
  );
};

/** A page of a change set's plan, in its order. Fields that the actor may no longer read are left out. */
export const pageOfRows = async (set: ChangeSet, query: RowsQuery, context: Context): Promise<Page> => {
  if (!set.planId || !set.planned) return { items: [], refs: {} };
  const secret = required(context.ports.environment, 'CRM_SIGNING_SECRET');
  const purpose = `change-set-rows ${context.actor.id} ${set.planId} ${query.kind ?? ''}`;
  const from = query.cursor === undefined ? [0, 0] : verify(secret, purpose, query.cursor);
  if (!Array.isArray(from)) throw invalid('query/cursor', 'is not a cursor of this list');
  const [first = 0, place = 0] = from.map(Number);
  const items: ChangeSetRow[] = [];
  for (let chunk = first, at = place; chunk < (set.chunkCount ?? 0); chunk++, at = 0) {
    const rows = await readChunk(context.ports.files, set.id, set.planId, chunk);
    for (; at < rows.length; at++) {
      const row = rows[at];
      if (!row || (query.kind !== undefined && row.kind !== query.kind)) continue;
      if (items.length === query.limit)
        return { items, refs: await titles(items, context), cursor: sign(secret, purpose, [chunk, at]) };
      items.push({ ...row, changes: row.changes.filter((c) => context.policy.readable(row.noun, c.field)) });
    }
  }
  return { items, refs: await titles(items, context) };
};
