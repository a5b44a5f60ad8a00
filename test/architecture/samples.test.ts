import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordOfItem } from '#functions/platform/upcast.ts';
import { entities, entityOf } from '#shared/registry.ts';

const dir = new URL('../samples/', import.meta.url);
const names = readdirSync(dir).filter((name) => name.endsWith('.json'));
type Sample = { readonly schemaVersion: number; readonly record: Readonly<Record<string, unknown>> };
// written once, when the version was new, and never changed
const read = (name: string): Sample => JSON.parse(readFileSync(new URL(name, dir), 'utf8')) as Sample;

describe('a record that was stored with any version of its noun is a good record today', () => {
  test.each(names)('%s', (name) => {
    const { schemaVersion, record } = read(name);
    const [noun = '', version = ''] = name.replace('.json', '').split('.v');
    expect([record.type, schemaVersion]).toEqual([noun, Number(version)]);

    const entity = entityOf(noun);
    const item = {
      pk: `${noun}#${String(record.id)}`,
      sk: 'record',
      record,
      schemaVersion,
      version: record.version,
      head: '',
      eventId: '',
    };
    const today = recordOfItem(item)?.record;

    expect(entity?.recordSchema.safeParse(today).error?.issues).toBeUndefined();
  });
});

test('there is a sample of every version of every noun', () => {
  const expected = entities.flatMap(({ noun, schemaVersion }) =>
    Array.from({ length: schemaVersion }, (_, i) => `${noun}.v${i + 1}.json`),
  );

  expect(names.sort()).toEqual(expected.sort());
});

test('a step leads from every version to the next', () => {
  for (const { noun, schemaVersion, upcasters = {} } of entities)
    expect(Object.keys(upcasters).map(Number), noun).toEqual(
      Array.from({ length: schemaVersion - 1 }, (_, i) => i + 1),
    );
});
