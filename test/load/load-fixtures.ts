import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { Item, Table } from '#functions/platform/table.ts';
import { applyEvents } from '#functions/read-model/apply-event.ts';
import { openDatabase } from '#functions/read-model/database.ts';
import { modelOver, type ReadModel } from '#functions/read-model/model.ts';
import { createIndexes, createTables } from '#functions/read-model/schema.ts';
import { saveCursor } from '#functions/sweeper/sweep-cursor.ts';
import { entities } from '#shared/registry.ts';
import { firstUlidAt } from '#shared/ulid.ts';
import { exportFixtures } from './export-fixtures.ts';
import type { ContactFixture } from './fixtures.ts';

/** Older than the first of the demo's own records, so that both can be told apart by their time. */
const ageMs = 400 * 86_400_000;

export type LoadedFixtures = {
  readonly contacts: readonly ContactFixture[];
  /** Read model of the fixtures, and of nothing else yet. */
  readonly model: ReadModel;
  /** All of their events are older than this. */
  readonly untilMs: number;
};

/** What the sweeper would remember had it seen these events: it does not publish them once more. */
const sweeperItems = async (untilMs: number): Promise<Item[]> => {
  const items: Item[] = [];
  const from = Array.from({ length: 4 }, () => firstUlidAt(untilMs));
  // the one call that it makes
  const table = { put: async (item: Item) => void items.push(item) } as unknown as Table;
  await saveCursor({ turn: 0, from: [], waiting: [] }, { from, waiting: [] }, table);
  return items;
};

const engineBinary = (): string => {
  const manifest = `@dynoxide/${process.platform}-${process.arch}/package.json`;
  return join(dirname(createRequire(import.meta.url).resolve(manifest)), 'dynoxide');
};

/**
 * Puts contacts with their companies into the folder of a local runtime that has not been started yet: into the engine's database by its own
 * import, which writes no stream, so that nobody is told of each of them. `table` describes the table as the runtime makes it.
 */
export const loadFixtures = async (
  contacts: number,
  folder: string,
  table: TableDescription,
): Promise<LoadedFixtures> => {
  const staging = join(folder, '..', `export-${contacts}`);
  mkdirSync(staging, { recursive: true });
  mkdirSync(join(folder, 'dynamodb'), { recursive: true });
  const fromMs = Date.now() - ageMs;
  const model = modelOver(openDatabase(join(staging, 'read-model.db')), entities);
  createTables(model.db, entities);
  // the import takes the name of the folder for that of the table
  const source = join(staging, table.TableName ?? '');
  mkdirSync(source);
  const known: ContactFixture[] = [];
  const untilMs = fromMs + ageMs / 2;
  const file = join(source, 'items.json');
  await exportFixtures({ contacts, fromMs, file, more: await sweeperItems(untilMs) }, (batch) => {
    applyEvents(model, batch.events);
    known.push(...batch.contacts);
  });
  createIndexes(model.db, entities);
  const schema = join(staging, 'schema.json');
  const { TableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = table;
  const indexes = GlobalSecondaryIndexes?.map(({ IndexName, KeySchema: keys, Projection }) => ({
    IndexName,
    KeySchema: keys,
    Projection,
  }));
  writeFileSync(
    schema,
    JSON.stringify({ Table: { TableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes: indexes } }),
  );
  const database = join(folder, 'dynamodb', 'dynamodb.sqlite');
  await promisify(execFile)(engineBinary(), ['import', '--source', source, '--schema', schema, '--output', database]);
  rmSync(source, { recursive: true });
  return { contacts: known, model, untilMs };
};
