import { DatabaseSync } from 'node:sqlite';

/**
 * Gives the engine's log of stream records the indexes that its own queries ask for. Without them it scans the whole log for every item
 * that is written (dynoxide 1.2.1: 6 ms of CPU a record at 12,000 stream records, 0.7 ms with them).
 */
export function indexStreams(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`
      PRAGMA busy_timeout = 5000;
      CREATE INDEX IF NOT EXISTS rapport_stream_newest ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
      CREATE INDEX IF NOT EXISTS rapport_stream_page ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));
      CREATE INDEX IF NOT EXISTS rapport_stream_range ON _stream_records (table_name, shard_id, sequence_number);
    `);
  } catch {
    // another version of the engine may keep its log elsewhere: it is then as quick as it is
  } finally {
    database.close();
  }
}
