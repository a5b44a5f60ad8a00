import type { Blobs } from '#functions/platform/ports.ts';
import type { ImportFile } from '#shared/import/import-file.ts';
import { sameName } from '#shared/import/similar.ts';
import { readRows } from './read-rows.ts';

const maxPeople = 20_000;

/** E-mail addresses by `sameName` of the person's name, from files that list people. */
export const readPeople = async (files: Blobs, all: readonly ImportFile[]): Promise<ReadonlyMap<string, string>> => {
  const people = new Map<string, string>();
  for (const file of all.filter((f) => f.use === 'people' && !f.problem)) {
    const name = file.columns.find((c) => c.field === 'name')?.index;
    const email = file.columns.find((c) => c.field === 'email')?.index;
    if (name === undefined || email === undefined) continue;
    for await (const { rows } of readRows(files, file)) {
      for (const row of rows)
        people.set(sameName(row.cells[name] ?? ''), (row.cells[email] ?? '').trim().toLowerCase());
      if (people.size > maxPeople) break;
    }
  }
  people.delete('');
  return people;
};
