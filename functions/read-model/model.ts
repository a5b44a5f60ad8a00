import { feedShards } from '#functions/platform/stored.ts';
import type { FeedEntry } from '#functions/platform/table.ts';
import type { Entity } from '#shared/contract/entity.ts';
import type { FieldDefinition } from '#shared/custom-field/definition.ts';
import { withCustomFields } from '#shared/custom-field/with-custom-fields.ts';
import type { FindEntity } from '#shared/predicate/resolve-field.ts';
import { type Database, openDatabase } from './database.ts';
import { definitionsIn } from './definitions.ts';
import { createIndexes, createTables } from './schema.ts';

/** How far one shard of the feed has been read. */
export type FeedState = {
  /** The latest ULID that was seen; empty before the first. */
  position: string;
  /** Keys of the window that is read again and again, so that only what is new in it is fetched. */
  seen: Set<string>;
  /** Where reading was broken off for lack of time; the next one goes on there. */
  unfinished: { readonly from: string; readonly after: FeedEntry } | undefined;
  /** When the whole window was read last, in milliseconds since 1970. */
  sweptAt: number;
};

/** The index of all records in one SQLite file. It can be deleted at any time. */
export type ReadModel = {
  readonly db: Database;
  /** Every noun with its custom fields as the model knows them now. */
  readonly entities: readonly Entity[];
  readonly findEntity: FindEntity;
  /** Gives a noun other custom fields than it had. */
  readonly define: (noun: string, definitions: readonly FieldDefinition[]) => void;
  readonly feeds: readonly FeedState[];
  /** When the feed was read last; see `follow`. */
  followedAt: number;
  following: Promise<void> | undefined;
  /** Totals of lists by their conditions; forgotten with the next change. */
  readonly totals: Map<string, number>;
  /** Events that were applied since it was opened. */
  applied: number;
};

const freshFeed = (): FeedState => ({ position: '', seen: new Set(), unfinished: undefined, sweptAt: 0 });

/** A model over a file whose tables are there. */
export const modelOver = (db: Database, entities: readonly Entity[]): ReadModel => {
  const declared = new Map(entities.map((e) => [e.noun, e]));
  const known = new Map(declared);
  const define: ReadModel['define'] = (noun, definitions) => {
    const entity = declared.get(noun);
    if (entity) known.set(noun, withCustomFields(entity, definitions));
  };
  for (const [noun, definitions] of definitionsIn(db)) define(noun, definitions);
  return {
    db,
    get entities() {
      return [...known.values()];
    },
    findEntity: (noun) => known.get(noun),
    define,
    feeds: Array.from({ length: feedShards }, freshFeed),
    followedAt: Number.NEGATIVE_INFINITY,
    following: undefined,
    totals: new Map(),
    applied: 0,
  };
};

/** An empty model in a new file (`:memory:` for none). */
export const createReadModel = (path: string, entities: readonly Entity[]): ReadModel => {
  const db = openDatabase(path);
  db.transaction(() => {
    createTables(db, entities);
    createIndexes(db, entities);
  });
  return modelOver(db, entities);
};
