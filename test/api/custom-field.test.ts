import { beforeAll, describe, expect, test } from 'vitest';
import { isProblem } from '#shared/contract/problem.ts';
import { type CustomField, customKinds } from '#shared/custom-field/custom-field.ts';
import { as, send, since, unique, until } from './world.ts';

const admin = as('admin@demo.example');
const manager = as('manager@demo.example');
const readOnly = '0R00000000000000000000VEW1';

type Record = Readonly<{ [key: string]: unknown }> & { readonly id: string; readonly version: number };
type Page = { readonly items: readonly Record[]; readonly total: number; readonly refs: object };

const tag = unique();
const define = (label: string, values: object = {}): Promise<CustomField> =>
  admin.customField.create({ body: { noun: 'product', label: `${label} ${tag}`, kind: 'text', ...values } });
const change = async ({ id }: CustomField, patch: object): Promise<CustomField> => {
  const { version } = await admin.customField.get({ params: { id }, query: {} });
  return admin.customField.update({ params: { id }, ifMatch: version, body: patch });
};
/** A product, by plain requests: the typed client knows declared fields only. */
const write = async (values: object, email: Parameters<typeof as>[0] = 'manager@demo.example') =>
  send('POST', '/v1/products', { as: email, body: { name: `Product ${tag}`, ...values } });
const rewrite = ({ id, version }: Record, patch: object) =>
  send('PATCH', `/v1/products/${id}`, {
    as: 'manager@demo.example',
    body: patch,
    headers: { 'if-match': String(version) },
  });
const made = async (answer: ReturnType<typeof send>): Promise<Record> => {
  const { status, json, text } = await answer;
  if (status >= 300) throw new Error(text);
  return json as Record;
};
const pointersOf = async (answer: ReturnType<typeof send>): Promise<[number, string[]]> => {
  const { status, json } = await answer;
  return [status, ((json as { issues?: { pointer: string }[] }).issues ?? []).map((i) => i.pointer)];
};
const list = async (
  query: { readonly [name: string]: unknown },
  path = '',
  email: Parameters<typeof as>[0] = 'manager@demo.example',
) => {
  const values = Object.entries(query).map(([k, v]): [string, string] => [
    k,
    typeof v === 'string' ? v : JSON.stringify(v),
  ]);
  return send('GET', `/v1/products${path}?${new URLSearchParams(values)}`, { as: email });
};
const names = async (query: { readonly [name: string]: unknown }): Promise<unknown[]> => {
  const { status, json, text } = await list(query);
  if (status !== 200) throw new Error(text);
  return (json as Page).items.map((r) => r.name);
};

const options = [{ label: 'High', tone: 'danger' }, { label: 'Low' }];
const more: { readonly [kind: string]: object } = {
  enum: { options },
  multiEnum: { options },
  ref: { target: 'company' },
  multiRef: { target: 'company' },
  text: { isSearchable: true },
};
const fields: { [kind: string]: CustomField } = {};
const keyOf = (kind: string): string => fields[kind]?.key ?? '';
let company: { readonly id: string };
let first: Record;
let second: Record;
let bare: Record;

beforeAll(async () => {
  for (const { id: kind } of customKinds) fields[kind] = await define(`Kind ${kind}`, { kind, ...more[kind] });
  company = await manager.company.create({ body: { name: `Maker ${tag}` } });
  const values = {
    text: `Fjällräven-${tag}`,
    longText: 'two\nlines',
    richText: '<p>rich</p>',
    number: 10,
    money: { amountMinor: 1000, currency: 'EUR' },
    percent: 50,
    date: '2026-11-22',
    dateTime: '2026-11-22T09:30:00.000Z',
    boolean: true,
    enum: 'high',
    multiEnum: ['high', 'low'],
    email: `ada.${tag}@example.com`,
    phone: '+493012345678',
    url: 'https://example.com',
    address: { city: 'Berlin' },
    ref: company.id,
    multiRef: [company.id],
  };
  const body = Object.fromEntries(Object.entries(values).map(([kind, v]) => [keyOf(kind), v]));
  first = await made(write({ name: `First ${tag}`, ...body }));
  second = await made(
    write({
      name: `Second ${tag}`,
      [keyOf('number')]: 9,
      [keyOf('enum')]: 'low',
      [keyOf('money')]: { amountMinor: 500, currency: 'EUR' },
    }),
  );
  bare = await made(write({ name: `Bare ${tag}` }));
  expect(first).toMatchObject(body);
});

describe('a field of every kind, added while the system runs', () => {
  test('is in the record, its history and the declaration that clients get', async () => {
    const got = await send('GET', `/v1/products/${first.id}`, { as: 'manager@demo.example' });
    expect(got.json).toMatchObject({ [keyOf('number')]: 10, [keyOf('ref')]: company.id });

    const changed = await made(rewrite(first, { [keyOf('number')]: 11 }));
    first = await made(rewrite(changed, { [keyOf('number')]: 10 }));
    const history = await send('GET', `/v1/products/${first.id}/history`, { as: 'manager@demo.example' });
    expect(history.json).toMatchObject({
      items: [{ changes: [{ field: keyOf('number'), before: 11, after: 10 }] }, {}, {}],
    });
    const timeline = await list({ 'at-least': `product/${first.id}@${first.version}` }, `/${first.id}/timeline`);
    expect(timeline.text).toContain(keyOf('number'));

    const me = await manager.me.get({});
    expect(me.customFields.product?.map((f) => f.key)).toEqual(
      expect.arrayContaining(Object.values(fields).map((f) => f.key)),
    );
  });

  test('filters, orders, groups and sums a list, and its links are named', async () => {
    const fresh = { 'at-least': [first, second, bare].map((r) => `product/${r.id}@${r.version}`).join(',') };
    await list(fresh);
    const of = { field: 'name', op: 'contains', value: tag };
    const where = (field: string, op: string, value?: unknown) => ({
      ...fresh,
      filter: { and: [of, { field: keyOf(field), op, ...(value !== undefined && { value }) }] },
    });

    expect(await names(where('text', 'startsWith', 'fjall'))).toEqual([`First ${tag}`]);
    expect(await names(where('longText', 'contains', 'lines'))).toEqual([`First ${tag}`]);
    expect(await names(where('number', 'lt', 10))).toEqual([`Second ${tag}`]);
    expect(await names(where('money', 'gte', 1000))).toEqual([`First ${tag}`]);
    expect(await names(where('date', 'eq', '2026-11-22'))).toEqual([`First ${tag}`]);
    expect(await names(where('boolean', 'eq', true))).toEqual([`First ${tag}`]);
    expect(await names(where('multiEnum', 'in', ['low']))).toEqual([`First ${tag}`]);
    expect(await names(where('ref', 'eq', company.id))).toEqual([`First ${tag}`]);
    expect(await names({ ...where('address', 'isNotEmpty') })).toEqual([`First ${tag}`]);
    expect(await names({ filter: of, sort: keyOf('number') })).toEqual([
      `Second ${tag}`,
      `First ${tag}`,
      `Bare ${tag}`,
    ]);
    expect(await names({ filter: of, sort: `-${keyOf('enum')}` })).toEqual([
      `Second ${tag}`,
      `First ${tag}`,
      `Bare ${tag}`,
    ]);

    const page = (await list({ filter: of })).json as Page;
    expect(page.refs).toMatchObject({ [company.id]: { noun: 'company', title: `Maker ${tag}` } });
    const columns = (await list({ filter: of, columns: keyOf('number'), sort: keyOf('number') })).json as Page;
    expect(columns.items[0]).toEqual({ id: second.id, type: 'product', version: second.version, [keyOf('number')]: 9 });
    const groups = await list(
      { filter: of, by: keyOf('enum'), sum: `${keyOf('number')},${keyOf('money')}` },
      '/groups',
    );
    expect((groups.json as { groups: unknown[] }).groups).toContainEqual({
      key: 'high',
      count: 1,
      sums: { [keyOf('number')]: 10, [keyOf('money')]: [{ amountMinor: 1000, currency: 'EUR' }] },
    });
    const count = await list({ filter: of, sum: keyOf('number') }, '/count');
    expect(count.json).toEqual({ count: 3, sums: { [keyOf('number')]: 19 } });
  });

  test('is searched where it says so, and from the moment that it does', async () => {
    const search = async (q: string) =>
      (await manager.search.search({ query: { q, nouns: 'product' } })).hits.map((h) => h.title);
    await until(async () => (await search(`fjallraven-${tag}`)).includes(`First ${tag}`));
    const mail = `ada.${tag}@example.com`;
    expect(await search(mail)).toEqual([]);
    await change(fields.email as CustomField, { isSearchable: true });
    await until(async () => (await search(mail)).includes(`First ${tag}`));
  });

  test('is changed and refused by bulk like one by one', async () => {
    const bulk = (patch: object) =>
      send('POST', '/v1/products/bulk', {
        as: 'manager@demo.example',
        body: { action: 'update', ids: [second.id, bare.id], patch },
      });
    expect((await bulk({ [keyOf('percent')]: 7 })).json).toMatchObject({ done: 2, failed: 0 });
    expect((await bulk({ [keyOf('percent')]: 700 })).json).toMatchObject({ done: 0, failed: 2 });
    second = await made(send('GET', `/v1/products/${second.id}`, { as: 'manager@demo.example' }));
    bare = await made(send('GET', `/v1/products/${bare.id}`, { as: 'manager@demo.example' }));
    expect(second[keyOf('percent')]).toBe(7);
  });
});

test('what is no field, or not of its kind, is named', async () => {
  expect(await pointersOf(write({ x_nothing_of_the_kind: 1, [keyOf('number')]: 'ten' }))).toEqual([
    400,
    ['/x_nothing_of_the_kind', `/${keyOf('number')}`],
  ]);
  expect(await pointersOf(write({ xNothing: 1 }))).toEqual([400, ['/xNothing']]);
  expect(await pointersOf(write({ 'x_"]': 1 }))).toEqual([400, ['/x_"]']]);
  expect((await list({ sort: 'x_nothing' })).status).toBe(400);
});

test('administrators alone define fields and rules', async () => {
  for (const [path, body] of [
    ['/v1/custom-fields', { noun: 'product', label: `Mine ${tag}`, kind: 'text' }],
    ['/v1/validation-rules', { noun: 'product', name: 'a', message: 'b', wrongWhen: { field: 'name', op: 'isEmpty' } }],
  ] as const)
    for (const email of ['manager@demo.example', 'rep1@demo.example'] as const)
      expect((await send('POST', path, { as: email, body })).status).toBe(403);
});

test('a retired field leaves forms, lists and filters at once, keeps its values, and comes back with them', async () => {
  const field = await define('Passing', { kind: 'number' });
  const key = field.key ?? '';
  const record = await made(write({ name: `Passing ${tag}`, [key]: 5 }));
  const fresh = { 'at-least': since(record as never) };
  const filter = { field: key, op: 'gte', value: 5 };
  expect(await names({ ...fresh, filter })).toEqual([`Passing ${tag}`]);

  const retired = await change(field, { isRetired: true });
  await until(async () => (await list({ filter, 'at-least': since(retired) })).status === 400);
  expect(await pointersOf(rewrite(record, { [key]: 6 }))).toEqual([400, [`/${key}`]]);
  const renamed = await made(rewrite(record, { name: `Passed ${tag}` }));
  expect(renamed[key]).toBe(5);

  const back = await change(retired, { isRetired: false });
  const query = { filter, 'at-least': `${since(back)},${since(renamed as never)}` };
  expect(await names(query)).toEqual([`Passed ${tag}`]);
  expect((await made(rewrite(renamed, { [key]: 6 })))[key]).toBe(6);
});

test('a rule of validation refuses a record with its own words', async () => {
  const key = keyOf('percent');
  await admin.validationRule.create({
    body: {
      noun: 'product',
      name: `Thirteen ${tag}`,
      wrongWhen: { field: key, op: 'eq', value: 13 },
      message: 'Not thirteen.',
      field: key,
    },
  });
  const { status, json } = await write({ [key]: 13 });
  expect([status, json]).toMatchObject([400, { issues: [{ pointer: `/${key}`, detail: 'Not thirteen.' }] }]);
});

test('a role without access to a field sees nothing of it on any path', async () => {
  const field = await define('Hidden', { isSearchable: true });
  const key = field.key ?? '';
  const value = `secret-${tag}`;
  const record = await made(write({ name: `Holder ${tag}`, [key]: value }));
  const role = await admin.role.get({ params: { id: readOnly }, query: {} });
  await admin.role.update({
    params: { id: readOnly },
    ifMatch: role.version,
    body: { fieldAccess: [...(role.fieldAccess ?? []), { noun: 'product', field: key, access: 'none' }] },
  });
  const viewer = (path: string) => send('GET', path, { as: 'viewer@demo.example' });
  const fresh = `at-least=product/${record.id}@${record.version}`;

  for (const path of [
    '/v1/me',
    `/v1/products/${record.id}`,
    `/v1/products/${record.id}?asOf=2099-01-01T00:00:00.000Z`,
    `/v1/products/${record.id}/history`,
    `/v1/products/${record.id}/timeline?${fresh}`,
    `/v1/products?${fresh}`,
    `/v1/products?q=${value}&${fresh}`,
    `/v1/search?q=${value}`,
    '/v1/changes',
  ]) {
    const answer = await viewer(path);
    expect([path, answer.status]).toEqual([path, 200]);
    expect([path, answer.text.includes(key) || answer.text.includes(value)]).toEqual([path, false]);
  }
  const filter = encodeURIComponent(JSON.stringify({ field: key, op: 'isNotEmpty' }));
  const unknown = encodeURIComponent(JSON.stringify({ field: 'x_no_such_field', op: 'isNotEmpty' }));
  for (const [path, alike] of [
    [`/v1/products?filter=${filter}`, `/v1/products?filter=${unknown}`],
    [`/v1/products?sort=${key}`, '/v1/products?sort=x_no_such_field'],
    [`/v1/products?columns=${key}`, '/v1/products?columns=x_no_such_field'],
    [`/v1/products/groups?by=${key}`, '/v1/products/groups?by=x_no_such_field'],
  ] as const) {
    const [hidden, missing] = [await viewer(path), await viewer(alike)];
    expect([path, hidden.status]).toEqual([path, 400]);
    expect(hidden.text.replaceAll(key, 'x_no_such_field')).toBe(missing.text);
  }
  expect((await send('GET', `/v1/products/${record.id}`, { as: 'manager@demo.example' })).text).toContain(value);
});

test('the description of the API says that records are open to such fields', async () => {
  const { json } = await send('GET', '/v1/openapi.json');
  const { schemas } = (json as { components: { schemas: { [name: string]: { patternProperties?: object } } } })
    .components;
  for (const name of ['Product', 'ProductCreate', 'ProductPatch'])
    expect(Object.keys(schemas[name]?.patternProperties ?? {})).toEqual([expect.stringMatching(/^\^x_/)]);
});

test('a definition that is wrong is refused with where it is wrong', async () => {
  const problem = await define('No options', { kind: 'enum' }).catch((error: unknown) => error);
  expect(isProblem(problem) && problem.issues.map((i) => i.pointer)).toEqual(['/options']);
});
