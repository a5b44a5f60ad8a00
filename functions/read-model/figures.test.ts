import { expect, test } from 'vitest';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import { deal } from '#shared/deal/deal.ts';
import { boardOf } from './board.ts';
import { countRecords } from './count.ts';
import { groupRecords } from './groups.ts';
import { afterEvent, anEvent, everyone, idOf, modelOf, noon, person } from './test-model.ts';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
const pipelineId = idOf('Sales');
const aStage = (name: string, order: number) =>
  anEvent('stage', name, { name, order, pipelineId, kind: 'open', probability: 50 });
const aDeal = (name: string, fields: Record<string, unknown>) =>
  anEvent('deal', name, { name, pipelineId, status: 'open', ...fields });

const model = modelOf(
  anEvent('pipeline', 'Sales', { name: 'Sales' }),
  aStage('Second', 2),
  aStage('First', 1),
  aStage('Empty', 3),
  anEvent('user', 'me', { name: 'Me', status: 'active' }),
  anEvent('company', 'Acme', { name: 'Acme', industry: 'Steel' }),
  anEvent('company', 'Beta', { name: 'Beta', industry: 'STEEL', tags: ['key', 'old'] }),
  anEvent('company', 'Gamma', { name: 'Gamma', tags: ['key'], employees: 5 }),
  aDeal('one', {
    stageId: idOf('First'),
    amount: eur(1000),
    probability: 50,
    ownerId: idOf('me'),
    rank: 'b',
    companyId: idOf('Acme'),
  }),
  aDeal('two', { stageId: idOf('First'), amount: usd(300), probability: 10, ownerId: idOf('them'), rank: 'a' }),
  aDeal('three', { stageId: idOf('Second'), amount: eur(50), ownerId: idOf('me'), companyId: idOf('Beta') }),
  aDeal('elsewhere', { pipelineId: idOf('Other'), stageId: idOf('First'), amount: eur(7) }),
  anEvent('task', 'later', {
    title: 'Later',
    status: 'notStarted',
    dueOn: '2026-05-01',
    dealId: idOf('one'),
    kind: 'call',
  }),
  anEvent('task', 'next', { title: 'Next', status: 'inProgress', dueOn: '2026-04-01', dealId: idOf('one') }),
  anEvent('task', 'done', { title: 'Done', status: 'completed', dueOn: '2026-03-01', dealId: idOf('one') }),
);

test('money is summed by currency, and a record without it counts', () => {
  expect(countRecords(model, deal, { sum: ['amount', 'probability'] }, everyone)).toEqual({
    count: 4,
    sums: { amount: [eur(1057), usd(300)], probability: 60 },
  });
  expect(
    countRecords(model, deal, { sum: ['amount'], filter: { field: 'name', op: 'eq', value: 'nothing' } }, everyone),
  ).toEqual({ count: 0, sums: { amount: [] } });
});

test('averages, extremes and counts of values are of the records that have one', () => {
  const figures = ['average:amount', 'max:amount', 'average:probability', 'min:createdAt', 'filled:companyId'];

  expect(countRecords(model, deal, { figures }, everyone).figures).toEqual({
    'average:amount': [eur(352), usd(300)],
    'max:amount': [eur(1000), usd(300)],
    'average:probability': 30,
    'min:createdAt': new Date(noon).toISOString(),
    'filled:companyId': 2,
  });
  expect(countRecords(model, company, { figures: ['filled:tags', 'max:employees'] }, everyone).figures).toEqual({
    'filled:tags': 2,
    'max:employees': 5,
  });
});

test('a figure of what a field does not have, or may not be seen, is refused', () => {
  const blind = person(['deal:read:all'], { limits: ['deal.amount:none'] });

  expect(() => countRecords(model, deal, { figures: ['average:name'] }, everyone)).toThrow('has no average');
  expect(() => countRecords(model, deal, { figures: ['max:amount'] }, blind)).toThrow();
});

test('texts that differ in case only are one group, shown as somebody wrote it', () => {
  const { groups } = groupRecords(model, company, { by: 'industry', sum: ['employees'] }, everyone);

  expect(groups.map((g) => [String(g.key).toLowerCase(), g.count, g.sums])).toEqual([
    ['steel', 2, { employees: 0 }],
    ['null', 1, { employees: 5 }],
  ]);
});

test('each value of a list counts', () => {
  expect(groupRecords(model, company, { by: 'tags' }, everyone).groups).toEqual([
    { key: 'key', count: 2, sums: {} },
    { key: null, count: 1, sums: {} },
    { key: 'old', count: 1, sums: {} },
  ]);
});

test('groups by a reference come with the titles that the actor may know, also one reference further', () => {
  const byOwner = groupRecords(model, deal, { by: 'ownerId', sum: ['amount'] }, everyone);
  expect(byOwner.groups[0]).toEqual({ key: idOf('me'), count: 2, sums: { amount: [eur(1050)] } });
  expect(byOwner.refs[idOf('me')]).toEqual({ noun: 'user', title: 'Me' });

  const byIndustry = groupRecords(model, deal, { by: 'companyId.industry' }, everyone);
  expect(byIndustry.groups.map((g) => [g.key === null ? null : String(g.key).toLowerCase(), g.count])).toEqual([
    [null, 2],
    ['steel', 2],
  ]);
});

test('neither groups nor sums nor counts open a hidden field', () => {
  const viewer = person(['deal:read:all', 'company:read:all'], {
    limits: ['deal.amount:masked', 'company.industry:none'],
  });

  expect(() => countRecords(model, deal, { sum: ['amount'] }, viewer)).toThrow('amount is not open to you');
  expect(() => groupRecords(model, deal, { by: 'amount' }, viewer)).toThrow('amount is not open to you');
  expect(() => groupRecords(model, deal, { by: 'companyId.industry' }, viewer)).toThrow(
    'companyId.industry is not open to you',
  );
  expect(() => countRecords(model, deal, { filter: { field: 'amount', op: 'gt', value: 1 } }, viewer)).toThrow(
    'amount is not open to you',
  );
});

test('what cannot be grouped or summed is refused', () => {
  expect(() => groupRecords(model, contact, { by: 'addresses' }, everyone)).toThrow('cannot be grouped');
  expect(() => countRecords(model, contact, { sum: ['name'] }, everyone)).toThrow('has no sum');
});

test('the board has the stages in their order, with counts, sums, weighted sums and the cards by rank', () => {
  const { columns } = boardOf(model, { pipelineId }, everyone);

  expect(columns.map((c) => [c.stage.name, c.count, c.sum, c.weighted, c.items.map((d) => d.name)])).toEqual([
    ['First', 2, [eur(1000), usd(300)], [eur(500), usd(30)], ['two', 'one']],
    ['Second', 1, [eur(50)], [eur(0)], ['three']],
    ['Empty', 0, [], [], []],
  ]);
});

test('the board shows the next open task of each deal, and names what the deals refer to', () => {
  const board = boardOf(model, { pipelineId }, everyone);

  expect(board.nextTasks).toEqual({ [idOf('one')]: { id: idOf('next'), title: 'Next', dueOn: '2026-04-01' } });
  expect(board.refs[idOf('Acme')]).toEqual({ noun: 'company', title: 'Acme' });
});

test('a column counts all its deals and shows as many as are asked for', () => {
  const [first] = boardOf(model, { pipelineId, limit: 1 }, everyone).columns;

  expect([first?.count, first?.items.length]).toEqual([2, 1]);
});

test('the board counts, sums and shows only deals that the actor may read, and no hidden amounts', () => {
  const own = boardOf(model, { pipelineId }, person(['deal:read:own', 'pipeline:read:all']));
  expect(own.columns.map((c) => [c.count, c.sum])).toEqual([
    [1, [eur(1000)]],
    [1, [eur(50)]],
    [0, []],
  ]);
  expect(own.nextTasks).toEqual({});

  const blind = boardOf(
    model,
    { pipelineId },
    person(['deal:read:all', 'pipeline:read:all'], { limits: ['deal.amount:none'] }),
  );
  expect(blind.columns.map((c) => [c.count, c.sum, c.weighted])).toEqual([
    [2, [], []],
    [1, [], []],
    [0, [], []],
  ]);
  expect(JSON.stringify(blind)).not.toContain('amountMinor');
});

test('the board of a pipeline that is not there, or not to be known, is not found', () => {
  expect(() => boardOf(model, { pipelineId: idOf('nothing') }, everyone)).toThrow('There is no such record.');
  expect(() => boardOf(model, { pipelineId }, person(['deal:read:all']))).toThrow('There is no such record.');
});

test('stays in stages are kept with how long they lasted, in whatever order they are heard of', () => {
  const made = aDeal('mover', { stageId: idOf('First'), stageEnteredAt: '2026-03-04T12:00:00.000Z', amount: eur(5) });
  const moved = afterEvent(
    made,
    { stageId: idOf('Second'), stageEnteredAt: '2026-03-05T12:00:00.000Z' },
    { verb: 'moved', atMs: noon + 86_400_000 },
  );
  const renamed = afterEvent(moved, { name: 'other' }, { atMs: noon + 90_000_000 });
  const won = afterEvent(
    renamed,
    { stageId: idOf('Empty'), stageEnteredAt: '2026-03-07T12:00:00.000Z', status: 'won' },
    { verb: 'won', atMs: noon + 3 * 86_400_000 },
  );
  const stays = (...events: (typeof made)[]) =>
    modelOf(...events)
      .db.all('SELECT stageId, status, durationMs FROM fact_stage ORDER BY version')
      .map((row) => Object.values(row));
  const expected = [
    [idOf('First'), 'open', 86_400_000],
    [idOf('Second'), 'open', 2 * 86_400_000],
    [idOf('Empty'), 'won', null],
  ];

  expect(stays(made, moved, renamed, won)).toEqual(expected);
  expect(stays(won, made, won, renamed, moved)).toEqual(expected);
});
