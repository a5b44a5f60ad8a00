import { isStoredRecord, recordKey, type StoredRecord } from '#functions/platform/stored.ts';
import type { Item, Key, Table } from '#functions/platform/table.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';

const maxRemembered = 20_000;

/** A record as if it were stored: for rules and references of records that are written in the same run or were just looked up. */
export const asStored = (noun: string, record: AnyRecord): StoredRecord => ({
  ...recordKey(noun, record.id),
  record,
  version: record.version,
  schemaVersion: 1,
  head: '',
  eventId: '',
});

/** Forgets what was only read when it holds too much; never what is pinned. */
class Records extends Map<string, StoredRecord> {
  readonly pinned = new Map<string, StoredRecord>();

  override get(key: string): StoredRecord | undefined {
    return super.get(key) ?? this.pinned.get(key);
  }
  override has(key: string): boolean {
    return super.has(key) || this.pinned.has(key);
  }
}

/** Records that a job has seen, so that a thousand rows of one company read it once. */
export class Seen {
  readonly records = new Records();

  add(noun: string, record: AnyRecord): void {
    this.addStored(asStored(noun, record));
  }

  addStored(stored: StoredRecord): void {
    if (this.records.size >= maxRemembered) this.records.clear();
    this.records.set(stored.pk.replace('#', '/'), stored);
  }

  /** Keeps a record that is planned and cannot be read from anywhere else. */
  pin(noun: string, record: AnyRecord): void {
    this.records.pinned.set(`${noun}/${record.id}`, asStored(noun, record));
  }

  unpin(noun: string, id: string): void {
    this.records.pinned.delete(`${noun}/${id}`);
  }

  /** All that was only read is read anew when it is next asked for. */
  forget(): void {
    this.records.clear();
  }

  /** A table whose batch reads remember records. */
  over(table: Table): Table {
    return {
      ...table,
      batchGet: async (keys: readonly Key[]): Promise<Item[]> => {
        const isKnown = (k: Key): boolean => k.sk === 'record' && this.records.has(k.pk.replace('#', '/'));
        const known = keys.flatMap((k) => (isKnown(k) ? (this.records.get(k.pk.replace('#', '/')) ?? []) : []));
        const missing = keys.filter((k) => !isKnown(k));
        const found = missing.length > 0 ? await table.batchGet(missing) : [];
        for (const item of found) if (isStoredRecord(item)) this.addStored(item);
        return [...known, ...found];
      },
    };
  }
}
