import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { entityOf } from '#shared/registry.ts';
import { isStoredRecord, type StoredEvent, type StoredRecord } from './stored.ts';
import type { Item } from './table.ts';

type FindEntity = (noun: string) => Entity | undefined;

/** A record that was stored with a version of its noun's schema, in the form of today. */
export const inTodaysForm = (entity: Entity, old: AnyRecord, schemaVersion: number): AnyRecord => {
  let record: Record<string, unknown> = { ...old };
  for (let version = schemaVersion; version < entity.schemaVersion; version++) {
    const step = entity.upcasters?.[version];
    if (!step) throw new Error(`${entity.noun}: nothing turns schema version ${version} into ${version + 1}`);
    record = step(record);
  }
  // an upcaster changes fields of the noun, never those that every record has
  return record as AnyRecord;
};

/** The record in the form that its noun has today, whatever version it was stored with; doing it twice changes nothing more. */
export const upcast = (stored: StoredRecord, findEntity: FindEntity = entityOf): StoredRecord => {
  const entity = findEntity(stored.record.type);
  if (!entity || stored.schemaVersion >= entity.schemaVersion) return stored;
  const record = inTodaysForm(entity, stored.record, stored.schemaVersion);
  return { ...stored, record, schemaVersion: entity.schemaVersion, asStored: stored.record };
};

/** The record that an event led to, in the form that its noun has today. */
export const recordOfEvent = (event: StoredEvent, findEntity: FindEntity = entityOf): AnyRecord => {
  const entity = findEntity(event.noun);
  return entity ? inTodaysForm(entity, event.record, event.schemaVersion) : event.record;
};

/** The record of an item of the table, in today's form; undefined for any other item. */
export const recordOfItem = (item: Item | undefined): StoredRecord | undefined =>
  item && isStoredRecord(item) ? upcast(item) : undefined;

/** The records among items of the table, in today's form. */
export const recordsOfItems = (items: readonly Item[]): StoredRecord[] =>
  items.flatMap((item) => recordOfItem(item) ?? []);
