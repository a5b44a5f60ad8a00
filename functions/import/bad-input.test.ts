import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { anImport, createClient, createWorld } from './fakes.ts';

const inspect = async (content: string | Uint8Array, name = 'companies.csv') => {
  const world = await createWorld();
  const client = createClient(world);
  const { id } = await anImport(world, { [name]: content });
  const run = await client.inspect(id);
  const [file] = run.files;
  if (!file) throw new Error('no file');
  return { world, client, id, run, file };
};
const planOf = async (content: string | Uint8Array) => {
  const { world, client, id, file } = await inspect(content);
  expect(file.problem).toBeUndefined();
  const run = await client.plan(id);
  return { world, run, file: run.files[0], client, id };
};
const utf16 = (text: string, isBigEndian: boolean, withMark: boolean): Buffer => {
  const bytes = Buffer.from(withMark ? `\ufeff${text}` : text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
};
const table = 'name,industry\nÄpfel GmbH,retail\nBirnen AG,software\n';

describe('a file that is no CSV', () => {
  it.each([
    [
      'a ZIP',
      Buffer.concat([Buffer.from('504b0304140000000800', 'hex'), deflateRawSync(Buffer.from(table))]),
      'ZIP archive',
    ],
    ['a gzip', Buffer.from('1f8b08000000000000030300', 'hex'), 'gzip'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'Excel'],
    ['noise', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 251)), 'not a text file'],
    ['nothing', Buffer.alloc(0), 'empty'],
    ['only line ends', Buffer.from('\n\n\n'), 'no rows'],
  ])('%s is named for what it is and set aside', async (_, bytes, words) => {
    const { file, client, id } = await inspect(bytes);
    expect(file).toMatchObject({ use: 'aside', noun: null });
    expect(file.problem).toContain(words);
    await expect(client.start('plan', id)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('encodings', () => {
  it.each([
    ['UTF-8', Buffer.from(table), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${table}`), 'utf-8'],
    ['UTF-16 with a mark', utf16(table, false, true), 'utf-16le'],
    ['UTF-16 without a mark', utf16(table, false, false), 'utf-16le'],
    ['big-endian UTF-16 with a mark', utf16(table, true, true), 'utf-16be'],
    ['big-endian UTF-16 without a mark', utf16(table, true, false), 'utf-16be'],
    ['Windows-1252', Buffer.from(table, 'latin1'), 'windows-1252'],
  ] as const)('%s is recognised and read', async (_, bytes, encoding) => {
    const { run, world, client, id } = await planOf(bytes);
    expect(run.files[0]).toMatchObject({ encoding, planned: { create: 2, wrong: 0 } });
    await client.apply(id);
    expect(
      world
        .records('company')
        .map((c) => c.name)
        .sort(),
    ).toEqual(['Birnen AG', 'Äpfel GmbH']);
  });

  it('names the rows whose characters are of another encoding', async () => {
    const late = Buffer.concat([Buffer.from('name,industry\nA,x\n'), Buffer.from('B\xfcro,y\n', 'latin1')]);
    const { world, client, id } = await inspect(late);
    const { files } = await client.update(id, { files: [{ index: 0, encoding: 'utf-8' }] });
    expect(files[0]?.encoding).toBe('utf-8');
    const run = await client.plan(id);
    expect(run.problems).toEqual([
      { file: 0, row: 3, detail: 'Name: holds characters that are not of the recognised encoding.' },
    ]);
    expect(world.records('company')).toEqual([]);
  });
});

describe('rows that are wrong', () => {
  it('are named with their file, their row and why, and do not stop the others', async () => {
    const lines = [
      'name,industry,employees',
      'Alpha,retail,5',
      'Short,retail',
      'Long,retail,5,6',
      'Nul\u0000,retail,5',
      'Number,retail,many',
      '"Quoted"x,retail,5',
      ',retail,5',
      'Trailing,retail,7,,',
      `${'n'.repeat(300)},retail,5`,
      'Open,"retail,5',
    ];
    const { run, world, client, id } = await planOf(lines.join('\n'));
    expect(run.files[0]?.planned).toEqual({ rows: 10, create: 2, update: 0, skip: 0, wrong: 8 });
    expect(run.problems?.map((p) => [p.row, p.detail])).toEqual([
      [3, 'The row has 2 cells, the heading has 3.'],
      [4, 'The row has 4 cells, the heading has 3.'],
      [5, 'Name: must not contain control characters'],
      [6, 'Employees: “many” is not a number.'],
      [7, 'There is text after a closing quotation mark.'],
      [8, expect.stringContaining('Name')],
      [10, 'Name: must have at most 255 characters'],
      [11, 'A quotation mark is opened and never closed.'],
    ]);
    expect(world.records('company')).toEqual([]);
    const done = await client.apply(id);
    expect(done).toMatchObject({ state: 'appliedWithErrors', problemCount: 8 });
    expect(
      world
        .records('company')
        .map((c) => c.name)
        .sort(),
    ).toEqual(['Alpha', 'Trailing']);
    const errors = new TextDecoder().decode(world.files.objects.get(`imports/${id}/errors-0.csv`));
    expect(errors.split('\r\n')[0]).toBe('name,industry,employees,Row,Problem');
    expect(errors).toContain('Number,retail,many,6,Employees: “many” is not a number.');
  });

  it('with lone surrogates are named', async () => {
    const { run } = await planOf(utf16('name\nGood\nBad \ud800 one\n', false, true));
    expect(run.problems).toEqual([
      { file: 0, row: 3, detail: 'Name: holds characters that are not of the recognised encoding.' },
    ]);
  });

  it('pollute no prototype, whatever the headings are called', async () => {
    const { world, client, id } = await planOf(
      'name,__proto__,constructor,prototype\nAlpha,polluted,polluted,polluted\n',
    );
    await client.apply(id);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const [alpha] = world.records('company');
    expect(Object.keys(alpha ?? {})).not.toContain('__proto__');
    expect(JSON.stringify(alpha)).not.toContain('polluted');
    await expect(
      client.update(id, { files: [{ index: 0, columns: [{ index: 1, field: '__proto__' }] }] }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const second = await inspect('name,x\nAlpha,1\n');
    for (const field of ['__proto__', 'constructor', 'id', 'createdAt', 'version', 'source', 'nothing'])
      await expect(
        second.client.update(second.id, { files: [{ index: 0, columns: [{ index: 1, field }] }] }),
        field,
      ).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(
      second.client.update(second.id, { files: [{ index: 0, constants: [{ field: '__proto__', value: {} }] }] }),
    ).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

describe('bombs', () => {
  it('a million columns are refused at once', async () => {
    const { file } = await inspect(`${'a,'.repeat(499_999)}a\n1\n`);
    expect(file.problem).toContain('Row 1 has 500,000 columns; 200 are possible.');
  });

  it('a row without an end is refused where it begins, and nothing is written', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `Company number ${i},retail`).join('\n');
    const { client, id, world } = await inspect(`name,industry\n${rows}\n${'x'.repeat(3_000_000)}\n`);
    const run = await client.plan(id);
    expect(run.state).toBe('failed');
    expect(run.error).toContain('companies.csv: Row 60002 is longer than 1,000,000 characters.');
    expect(world.records('company')).toEqual([]);
  });

  it('a quotation mark that is never closed does not swallow a large file', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `Company number ${i},retail and more`).join('\n');
    const { file } = await inspect(`name,industry\n"Open,retail\n${rows}`);
    expect(file.problem).toContain('Row 2 is longer');
  });

  it('very many wrong rows leave a record that can be stored, and a file with all of them', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `Company ${i},${'many '.repeat(10)}`).join('\n');
    const { run, world, client, id } = await planOf(`name,employees\n${rows}\n`);
    expect(run.problemCount).toBe(0);
    await client.update(id, { files: [{ index: 0, columns: [{ index: 1, field: 'employees' }] }] });
    const planned = await client.plan(id);
    expect(planned).toMatchObject({ state: 'planned', problemCount: 5000 });
    expect(planned.problems).toHaveLength(100);
    expect(new TextDecoder().decode(world.files.objects.get(`imports/${id}/errors-0.csv`)).split('\r\n')).toHaveLength(
      5002,
    );
  });
});
