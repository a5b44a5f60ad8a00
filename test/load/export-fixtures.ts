import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { isStoredEvent, type StoredEvent } from '#functions/platform/stored.ts';
import type { Item } from '#functions/platform/table.ts';
import { type ContactFixture, fixtures } from './fixtures.ts';
import { attributesOf } from './item-json.ts';

/** Some records of the fixtures, after their items were written. */
export type ExportedBatch = { readonly events: readonly StoredEvent[]; readonly contacts: readonly ContactFixture[] };
export type ExportRequest = {
  readonly contacts: number;
  readonly fromMs: number;
  /** Where the items go: one a line, as in an export of DynamoDB. */
  readonly file: string;
  /** Written after them. */
  readonly more: readonly Item[];
};

const atOnce = 5_000;

const lineOf = (item: Item): string => `${JSON.stringify({ Item: attributesOf(item) })}\n`;

const writeExport = async (request: ExportRequest, told: (batch: ExportedBatch) => void): Promise<void> => {
  const out = createWriteStream(request.file, { highWaterMark: 1 << 20 });
  let items: Item[] = [];
  let contacts: ContactFixture[] = [];
  const flush = async (): Promise<void> => {
    told({ events: items.filter(isStoredEvent), contacts });
    if (!out.write(items.map(lineOf).join(''))) await once(out, 'drain');
    items = [];
    contacts = [];
  };
  for (const fixture of fixtures(request.contacts, request.fromMs)) {
    items.push(...fixture.items);
    if (fixture.contact) contacts.push(fixture.contact);
    if (items.length >= atOnce) await flush();
  }
  items.push(...request.more);
  await flush();
  out.end();
  await once(out, 'close');
};

/** Writes the fixtures in a thread of its own: making the hashes of their chains takes a core for a while. */
export const exportFixtures = async (request: ExportRequest, told: (batch: ExportedBatch) => void): Promise<void> => {
  const worker = new Worker(new URL(import.meta.url), { workerData: request });
  worker.on('message', told);
  const failed = new Promise<never>((_, reject) => worker.once('error', reject));
  await Promise.race([once(worker, 'exit'), failed]);
};

// the request is what `exportFixtures` gave
if (parentPort) await writeExport(workerData as ExportRequest, (batch) => parentPort?.postMessage(batch));
