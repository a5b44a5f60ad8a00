import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCustomKey } from '../contract/custom-key.ts';
import type { Entity } from '../contract/entity.ts';
import { policyOf } from '../policy/policy.ts';
import {
  bird,
  blueTeam,
  findTestEntity,
  me,
  otherPerson,
  predicateOf,
  recordOf,
  redTeam,
  testEntities,
  tree,
} from './arbitraries.ts';
import { checkPredicate } from './check-predicate.ts';
import { comparableOf } from './comparable.ts';
import type { Viewpoint } from './criterion.ts';
import { evaluate } from './evaluate.ts';
import type { Predicate } from './predicate.ts';
import { bulkTableOf, isBulky, tableOf, toSql } from './to-sql.ts';

type Stored = Record<string, unknown> & { id: string };

const db = new DatabaseSync(':memory:');
const keysOf = (entity: Entity, bulky: boolean): string[] =>
  Object.entries(entity.allFields).flatMap(([key, f]) => (isBulky(f) === bulky && !isCustomKey(key) ? [key] : []));
const customOf = (entity: Entity, bulky: boolean, record: Stored): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(entity.allFields).flatMap(([key, f]) =>
        isCustomKey(key) && isBulky(f) === bulky ? [[key, comparableOf(f, record[key])]] : [],
      ),
    ),
  );
for (const entity of testEntities) {
  const columns = (bulky: boolean) =>
    keysOf(entity, bulky)
      .map((key) => `, "${key}"`)
      .join('');
  db.exec(`CREATE TABLE ${tableOf(entity.noun)} (_n INTEGER PRIMARY KEY, id TEXT, _custom TEXT${columns(false)})`);
  db.exec(`CREATE TABLE ${bulkTableOf(entity.noun)} (_n INTEGER PRIMARY KEY, _custom TEXT${columns(true)})`);
}

const store = (entity: Entity, records: readonly Stored[]): void => {
  for (const table of [tableOf(entity.noun), bulkTableOf(entity.noun)]) db.exec(`DELETE FROM ${table}`);
  for (const [n, record] of records.entries())
    for (const bulky of [false, true]) {
      const keys = keysOf(entity, bulky);
      const values = keys.map((key) => {
        const field = entity.allFields[key];
        return field ? comparableOf(field, record[key]) : null;
      });
      const custom = customOf(entity, bulky, record);
      const first = bulky ? [n, custom] : [n, record.id, custom];
      const table = bulky ? bulkTableOf(entity.noun) : tableOf(entity.noun);
      db.prepare(`INSERT INTO ${table} VALUES (${[...first, ...values].map(() => '?').join(', ')})`).run(
        ...first,
        ...values,
      );
    }
};

const idAt = (i: number): string => `01HK154AMCZV0H5X0Y6J4S160${'ABCDEFGH'.charAt(i)}`;
const withIds = (records: readonly Record<string, unknown>[]): Stored[] =>
  records.map((r, i) => ({ ...r, id: idAt(i) }));
const recordsOf = (entity: Entity) => fc.array(recordOf(entity), { minLength: 1, maxLength: 5 }).map(withIds);

const view = fc.record<Viewpoint>({
  now: fc.constantFrom(
    Date.parse('2024-02-29T12:00:00Z'),
    Date.parse('2024-03-31T00:30:00Z'),
    Date.parse('2025-01-01T00:00:00Z'),
  ),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Nowhere/Else'),
  actor: fc.record({ id: fc.constantFrom(me, otherPerson), teamIds: fc.subarray([redTeam, blueTeam]) }),
});

const bySql = (
  predicate: Predicate,
  viewpoint: Viewpoint,
  readPredicate?: (noun: string) => Predicate | boolean,
): string[] => {
  const { sql, params } = toSql(predicate, {
    ...viewpoint,
    entity: bird,
    findEntity: findTestEntity,
    ...(readPredicate && { readPredicate }),
  });
  return db
    .prepare(`SELECT id FROM ${tableOf('bird')} t WHERE ${sql} ORDER BY id`)
    .all(...params)
    .map((row) => String(row.id));
};

test('what is asked in SQL is what is asked of each record', () => {
  fc.assert(
    fc.property(recordsOf(bird), recordsOf(tree), predicateOf(bird), view, (birds, trees, predicate, viewpoint) => {
      store(bird, birds);
      store(tree, trees);
      const context = {
        ...viewpoint,
        entity: bird,
        findEntity: findTestEntity,
        related: (_: string, id: string) => trees.find((t) => t.id === id),
      };

      const expected = birds.filter((record) => evaluate(predicate, record, context)).map((r) => r.id);

      expect(bySql(predicate, viewpoint)).toEqual(expected);
    }),
    { numRuns: 1500 },
  );
});

test('of records that a reference leads to, only those count that the actor may read', () => {
  fc.assert(
    fc.property(
      recordsOf(bird),
      recordsOf(tree),
      predicateOf(bird),
      view,
      fc.constantFrom('own', 'team', 'all'),
      (birds, trees, predicate, viewpoint, scope) => {
        store(bird, birds);
        store(tree, trees);
        const policy = policyOf(
          { ...viewpoint.actor, roles: [{ grants: [{ noun: 'tree', action: 'read', scope }], fieldAccess: [] }] },
          findTestEntity,
        );
        const known = trees.filter((t) => policy.may('tree', 'read', t));
        const context = {
          ...viewpoint,
          entity: bird,
          findEntity: findTestEntity,
          related: (_: string, id: string) => known.find((t) => t.id === id),
        };

        const expected = birds.filter((record) => evaluate(predicate, record, context)).map((r) => r.id);

        expect(bySql(predicate, viewpoint, policy.readPredicate)).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});

test('what may be read is the same by the policy, by its predicate and in SQL', () => {
  fc.assert(
    fc.property(recordsOf(bird), view, fc.subarray(['own', 'team', 'all'] as const), (birds, viewpoint, scopes) => {
      store(bird, birds);
      const grants = scopes.map((scope) => ({ noun: 'bird', action: 'read' as const, scope }));
      const policy = policyOf({ ...viewpoint.actor, roles: [{ grants, fieldAccess: [] }] }, findTestEntity);
      const readable = policy.readPredicate('bird');

      const allowed = birds.filter((b) => policy.may('bird', 'read', b)).map((b) => b.id);

      expect(
        typeof readable === 'boolean' ? (readable ? birds.map((b) => b.id) : []) : bySql(readable, viewpoint),
      ).toEqual(allowed);
    }),
    { numRuns: 500 },
  );
});

test('every predicate that is made of a field, its operators and fitting values is accepted', () => {
  fc.assert(
    fc.property(predicateOf(bird), (predicate) => {
      const issues = checkPredicate(predicate, { entity: bird, findEntity: findTestEntity });

      // refused are only texts with nothing to compare with, e.g. a lone accent, and what happens to be nested too deeply
      expect(issues.filter((i) => !/a text|deeper than/.test(i.detail))).toEqual([]);
    }),
  );
});
