import type { ActorRef, AnyRecord, Entity } from '#shared/contract/entity.ts';
import { titleOf } from '#shared/contract/entity.ts';
import { invalid, notFound } from '#shared/contract/problem.ts';
import type { Sql } from '#shared/predicate/to-sql.ts';
import { isUlid, lastUlidAt } from '#shared/ulid.ts';
import { idOfRow, touchKey, ulidParts } from './compact.ts';
import type { Row } from './database.ts';
import { changesOf, type FieldChange, isShown, readableEntries, recordsOf, titlesIn } from './entries.ts';
import type { ReadModel } from './model.ts';
import { isReadable, type RefTitles } from './records.ts';
import { type View, type Viewer, viewOf } from './view.ts';

export type TimelineQuery = {
  readonly before?: string | undefined;
  readonly kind?: string | undefined;
  readonly limit?: number | undefined;
};
export type TimelineEntry = {
  id: string;
  type: string;
  at: string;
  actor: ActorRef;
  noun: string;
  recordId: string;
  title: string;
  changes: FieldChange[];
  record?: AnyRecord;
  reason?: string;
};

const usualLimit = 50;
const maxUlidMs = 2 ** 48 - 1;
/** The field in which a machine says why it gave a record to somebody. */
const reasonField = 'assignmentReason';

const kindsSql = (kind: string | undefined): Sql => {
  const kinds = kind?.split(',').filter(Boolean) ?? [];
  if (kinds.length === 0) return { sql: '1', params: [] };
  const list = JSON.stringify(kinds);
  return {
    sql: '(d.noun IN (SELECT value FROM json_each(?)) OR type.text IN (SELECT value FROM json_each(?)))',
    params: [list, list],
  };
};

/** Notes, calls and tasks are read where they happened; of other records the title is enough. */
const isReadInPlace = (entity: Entity): boolean => entity.group === undefined || entity.group === 'work';

const entryOf = (
  view: View,
  row: Row,
  changes: FieldChange[],
  records: ReadonlyMap<number, AnyRecord>,
): TimelineEntry | undefined => {
  const record = records.get(Number(row.n));
  const entity = view.model.findEntity(String(row.noun));
  if (!record || !entity) return undefined;
  const reason = changes.find((c) => c.field === reasonField)?.after;
  return {
    id: idOfRow(row),
    type: String(row.type),
    at: new Date(Number(row.at)).toISOString(),
    // the column holds what `applyEvent` put there
    actor: JSON.parse(String(row.actor)) as ActorRef,
    noun: entity.noun,
    recordId: record.id,
    title: titleOf(entity, record),
    changes,
    ...(isReadInPlace(entity) && entity.noun !== view.entity.noun && { record }),
    ...(typeof reason === 'string' && { reason }),
  };
};

/** What happened to a record and around it, newest first, as far as the actor may know. Throws the one `not-found`. */
export const timelineOf = (
  model: ReadModel,
  entity: Entity,
  id: string,
  query: TimelineQuery,
  viewer: Viewer,
): { items: TimelineEntry[]; cursor?: string; refs: RefTitles } => {
  const view = viewOf(model, entity, viewer);
  if (!isReadable(view, id)) throw notFound();
  if (query.before !== undefined && !isUlid(query.before))
    throw invalid('query/before', 'The cursor is not one of a timeline.');
  const limit = query.limit ?? usualLimit;
  const readable = readableEntries(view);
  const kinds = kindsSql(query.kind);
  const sql = `SELECT e.n, e.ulidMs, e.ulidRest, e.at, e.changes, d.noun, type.text AS type, actor.text AS actor
    FROM touch x CROSS JOIN event e ON e.e = x.e CROSS JOIN doc d ON d.n = e.n
      CROSS JOIN term type ON type.t = e.type CROSS JOIN term actor ON actor.t = e.actor
    WHERE x.record = ? AND x.ulidMs <= ? AND (x.ulidMs < ? OR e.ulidRest < ?) AND ${kinds.sql} AND (${readable.sql})
    ORDER BY x.ulidMs DESC, e.ulidRest DESC LIMIT ?`;

  const items: TimelineEntry[] = [];
  let before = query.before ?? lastUlidAt(maxUlidMs);
  for (;;) {
    const { ulidMs, ulidRest } = ulidParts(before);
    const rows = model.db
      .prepare(sql)
      .all(touchKey(id), ulidMs, ulidMs, ulidRest, ...kinds.params, ...readable.params, limit + 1);
    const page = rows.slice(0, limit);
    const records = recordsOf(view, page);
    let looked = 0;
    for (const row of page) {
      looked++;
      before = idOfRow(row);
      const changes = changesOf(view, row);
      const entry = isShown(row, changes) ? entryOf(view, row, changes, records) : undefined;
      if (entry) items.push(entry);
      if (items.length === limit) break;
    }
    const hasMore = looked < rows.length;
    if (!hasMore || items.length === limit)
      return { items, ...(hasMore && { cursor: before }), refs: titlesIn(view, items) };
  }
};
