import { type ActorRef, type AnyRecord, type Entity, titleOf } from '#shared/contract/entity.ts';
import { invalid } from '#shared/contract/problem.ts';
import { columnSql, type Sql } from '#shared/predicate/to-sql.ts';
import { lastUlidAt } from '#shared/ulid.ts';
import { numberOf } from './apply-record.ts';
import { idOfRow, ulidParts } from './compact.ts';
import type { Row } from './database.ts';
import { changesOf, type FieldChange, isShown, readableEntries, recordsOf, titlesIn } from './entries.ts';
import type { ReadModel } from './model.ts';
import type { RefTitles } from './records.ts';
import { asWords } from './search-text.ts';
import { fieldOf, type View, type Viewer, viewOf } from './view.ts';

export type AuditQuery = {
  readonly q?: string | undefined;
  readonly actor?: string | undefined;
  readonly noun?: string | undefined;
  readonly record?: string | undefined;
  readonly field?: string | undefined;
  readonly kinds?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly before?: string | undefined;
  readonly limit?: number | undefined;
};
export type AuditEntry = {
  id: string;
  type: string;
  at: string;
  actor: ActorRef;
  noun: string;
  recordId: string;
  version: number;
  title: string;
  changes: FieldChange[];
};

const usualLimit = 50;
const maxUlidMs = 2 ** 48 - 1;
const all: Sql = { sql: '1', params: [] };
const none: Sql = { sql: '0', params: [] };

/** Every word in the title, in the bin or not; nowhere by a title that the actor may not see. */
const titleSql = ({ policy }: View, { noun, title, allFields }: Entity, words: readonly string[]): Sql => {
  if (words.length === 0) return all;
  const field = allFields[title];
  if (!field || !policy.readable(noun, title)) return none;
  const column = columnSql(noun, title, field, 't');
  return { sql: words.map(() => `instr(${column}, ?) > 0`).join(' AND '), params: words };
};

/** Events of one record, by its number, so that an index finds them. */
const recordSql = ({ model }: View, id: string, noun: string | undefined): Sql => {
  const numbers = model.entities
    .filter((entity) => noun === undefined || entity.noun === noun)
    .flatMap((entity) => numberOf(model, entity.noun, id) ?? []);
  return numbers.length === 0 ? none : { sql: `e.n IN (${numbers.map(() => '?').join(', ')})`, params: numbers };
};

/** What narrows the log, over `e`, `d` and `type`. Throws `invalid-request` for a field that there is not, or not for the actor. */
const whereOf = (view: View, query: AuditQuery): Sql[] => {
  const words = asWords(query.q ?? '')
    .trim()
    .split(' ')
    .filter(Boolean);
  const parts: Sql[] = [
    readableEntries(view, (entity) =>
      query.noun !== undefined && entity.noun !== query.noun ? none : titleSql(view, entity, words),
    ),
  ];
  if (query.record !== undefined) parts.push(recordSql(view, query.record, query.noun));
  if (query.actor !== undefined)
    parts.push({
      // terms are types of events and actors, the latter as JSON
      sql: `e.actor IN (SELECT t FROM term WHERE CASE WHEN json_valid(text) THEN json_extract(text, '$.id') END = ?)`,
      params: [query.actor],
    });
  if (query.kinds !== undefined)
    parts.push({
      sql: `substr(type.text, instr(type.text, '.') + 1) IN (SELECT value FROM json_each(?))`,
      params: [JSON.stringify(query.kinds.split(','))],
    });
  if (query.from !== undefined) parts.push({ sql: 'e.ulidMs >= ?', params: [Date.parse(query.from)] });
  if (query.to !== undefined) parts.push({ sql: 'e.ulidMs <= ?', params: [Date.parse(query.to)] });
  if (query.field !== undefined) {
    const entity = view.model.findEntity(query.noun ?? '');
    if (!entity) throw invalid('query/field', 'Say which noun the field is of.');
    fieldOf({ ...view, entity, check: { ...view.check, entity } }, query.field, 'query/field');
    parts.push({
      sql: 'EXISTS (SELECT 1 FROM json_each(e.changes) WHERE key = ?)',
      params: [query.field],
    });
  }
  return parts;
};

const entryOf = (
  view: View,
  row: Row,
  changes: FieldChange[],
  records: ReadonlyMap<number, AnyRecord>,
): AuditEntry[] => {
  const record = records.get(Number(row.n));
  const entity = view.model.findEntity(String(row.noun));
  if (!record || !entity || !isShown(row, changes)) return [];
  return [
    {
      id: idOfRow(row),
      type: String(row.type),
      at: new Date(Number(row.at)).toISOString(),
      // the column holds what `applyEvent` put there
      actor: JSON.parse(String(row.actor)) as ActorRef,
      noun: entity.noun,
      recordId: record.id,
      version: Number(row.version),
      title: titleOf(entity, record),
      changes,
    },
  ];
};

/** Every change of every record that the actor may read, newest first, each as far as they may see its fields. */
export const auditLog = (
  model: ReadModel,
  query: AuditQuery,
  viewer: Viewer,
): { items: AuditEntry[]; cursor?: string; refs: RefTitles } => {
  if (query.noun !== undefined && !model.findEntity(query.noun))
    throw invalid('query/noun', `${query.noun} is not a noun`);
  const [first] = model.entities;
  if (!first) return { items: [], refs: {} };
  const view = viewOf(model, first, viewer);
  const where = whereOf(view, query);
  const limit = query.limit ?? usualLimit;
  const sql = `SELECT e.n, e.version, e.ulidMs, e.ulidRest, e.at, e.changes, d.noun, type.text AS type, actor.text AS actor
    FROM event e CROSS JOIN doc d ON d.n = e.n CROSS JOIN term type ON type.t = e.type CROSS JOIN term actor ON actor.t = e.actor
    WHERE e.ulidMs <= ? AND (e.ulidMs < ? OR e.ulidRest < ?) AND ${where.map((part) => `(${part.sql})`).join(' AND ')}
    ORDER BY e.ulidMs DESC, e.ulidRest DESC LIMIT ?`;
  const params = where.flatMap((part) => part.params);

  const items: AuditEntry[] = [];
  let before = query.before ?? lastUlidAt(maxUlidMs);
  for (;;) {
    const { ulidMs, ulidRest } = ulidParts(before);
    const rows = model.db.prepare(sql).all(ulidMs, ulidMs, ulidRest, ...params, limit + 1);
    const page = rows.slice(0, limit);
    const records = recordsOf(view, page);
    let looked = 0;
    for (const row of page) {
      if (items.length === limit) break;
      looked++;
      before = idOfRow(row);
      items.push(...entryOf(view, row, changesOf(view, row), records));
    }
    const hasMore = looked < rows.length;
    if (!hasMore || items.length === limit)
      return { items, ...(hasMore && { cursor: before }), refs: titlesIn(view, items) };
  }
};
