import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { readableSql, type Sql, tableOf } from '#shared/predicate/to-sql.ts';
import type { Row } from './database.ts';
import { type RefTitles, recordAt, refsOf } from './records.ts';
import type { View } from './view.ts';

/** A field that an event changed, with its old and new value; one that there was or is none of is left out. */
export type FieldChange = { field: string; before?: unknown; after?: unknown };

const all: Sql = { sql: '1', params: [] };

/**
 * Condition for events (`e`, of the record `d`) whose record the actor may read, each by the policy of its own noun. `only` narrows the
 * records of a noun further, over its table as `t`.
 */
export const readableEntries = (view: View, only: (entity: Entity) => Sql = () => all): Sql => {
  const parts = view.model.entities.flatMap((entity): Sql[] => {
    const { noun } = entity;
    const wanted = [readableSql(noun, view.sql, 't'), only(entity)].filter((part) => part.sql !== '1');
    if (wanted.some((part) => part.sql === '0')) return [];
    if (wanted.length === 0) return [{ sql: 'd.noun = ?', params: [noun] }];
    const where = wanted.map((part) => `(${part.sql})`).join(' AND ');
    return [
      {
        sql: `d.noun = ? AND EXISTS (SELECT 1 FROM ${tableOf(noun)} t WHERE t._n = e.n AND ${where})`,
        params: [noun, ...wanted.flatMap((part) => part.params)],
      },
    ];
  });
  return { sql: parts.map((p) => `(${p.sql})`).join(' OR ') || '0', params: parts.flatMap((p) => p.params) };
};

/** What an event changed, as far as the actor may read it. */
export const changesOf = (view: View, row: Row): FieldChange[] => {
  if (typeof row.changes !== 'string') return [];
  // the column holds what `applyEvent` put there
  const changes = JSON.parse(row.changes) as Record<string, [unknown, unknown]>;
  return Object.entries(changes)
    .filter(([field]) => view.policy.readable(String(row.noun), field))
    .map(([field, [before, after]]) => ({
      field,
      ...(before !== null && { before }),
      ...(after !== null && { after }),
    }));
};

/** A change of which the actor may see nothing did not happen, as far as they may know. */
export const isShown = (row: Row, changes: readonly FieldChange[]): boolean =>
  row.changes === null || changes.length > 0 || !String(row.type).endsWith('.updated');

/** The records of events as the actor sees them, by the numbers of their rows; the events themselves are readable already. */
export const recordsOf = (view: View, rows: readonly Row[]): Map<number, AnyRecord> =>
  new Map(
    rows.flatMap((row): [number, AnyRecord][] => {
      const noun = String(row.noun);
      const record = recordAt(view.model, noun, Number(row.n));
      return record ? [[Number(row.n), view.policy.project(noun, record)]] : [];
    }),
  );

type Told = {
  readonly noun: string;
  readonly changes: readonly FieldChange[];
  readonly record?: AnyRecord | undefined;
};

/** Titles of all that old and new values refer to. */
export const titlesIn = (view: View, entries: readonly Told[]): RefTitles =>
  refsOf(
    view.model,
    view,
    entries.flatMap(({ noun, changes, record }) => {
      const entity = view.model.findEntity(noun);
      const states = [
        Object.fromEntries(changes.map((c) => [c.field, c.before])),
        Object.fromEntries(changes.map((c) => [c.field, c.after])),
        ...(record ? [record] : []),
      ];
      return entity ? [{ entity, records: states }] : [];
    }),
  );
