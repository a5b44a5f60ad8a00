import { expect, test } from 'vitest';
import { company } from '#shared/company/company.ts';
import { deal } from '#shared/deal/deal.ts';
import { lead } from '#shared/lead/lead.ts';
import { afterEvent, anEvent, everyone, idOf, modelOf, noon, person } from './test-model.ts';
import { type TimelineQuery, timelineOf } from './timeline.ts';

const acme = anEvent('company', 'Acme', { name: 'Acme', ownerId: idOf('me') });
const made = anEvent(
  'deal',
  'Big',
  { name: 'Big', companyId: idOf('Acme'), ownerId: idOf('them'), nextStep: 'call' },
  { atMs: noon + 1000 },
);
const changed = afterEvent(made, { nextStep: 'canary', amount: { amountMinor: 5, currency: 'EUR' } });
const away = afterEvent(changed, { companyId: idOf('Other') });
const note = anEvent(
  'note',
  'note',
  { body: '<p>canary note</p>', summary: 'canary note', companyId: idOf('Acme'), ownerId: idOf('me') },
  { atMs: noon + 2000 },
);
const model = modelOf(
  acme,
  made,
  changed,
  away,
  note,
  anEvent('company', 'Other', { name: 'Other Ltd' }, { atMs: noon - 1 }),
);

const timeline = (query: TimelineQuery = {}, viewer = everyone) =>
  timelineOf(model, company, idOf('Acme'), query, viewer);
const types = (query?: TimelineQuery, viewer = everyone) => timeline(query, viewer).items.map((e) => e.type);

test('a timeline tells what happened to a record and to those that refer or referred to it, newest first', () => {
  expect(types()).toEqual(['deal.updated', 'deal.updated', 'note.created', 'deal.created', 'company.created']);
});

test('an entry says which fields changed from what to what, and what the references are called', () => {
  const { items, refs } = timeline();

  expect(items[0]).toMatchObject({
    title: 'Big',
    changes: [{ field: 'companyId', before: idOf('Acme'), after: idOf('Other') }],
  });
  expect(items[1]?.changes).toEqual([
    { field: 'nextStep', before: 'call', after: 'canary' },
    { field: 'amount', after: { amountMinor: 5, currency: 'EUR' } },
  ]);
  expect(refs[idOf('Other')]).toEqual({ noun: 'company', title: 'Other Ltd' });
});

test('notes can be read where they were written', () => {
  const entry = timeline().items.find((e) => e.noun === 'note');

  expect(entry?.record).toMatchObject({ body: '<p>canary note</p>' });
  expect(
    timeline()
      .items.filter((e) => e.noun !== 'note')
      .every((e) => e.record === undefined),
  ).toBe(true);
});

test('pages put together are the timeline', () => {
  const ids: string[] = [];
  let before: string | undefined;
  do {
    const page = timeline({ limit: 2, ...(before && { before }) });
    ids.push(...page.items.map((e) => e.id));
    before = page.cursor;
  } while (before);

  expect(ids).toEqual(timeline().items.map((e) => e.id));
});

test('a timeline can be narrowed to nouns and to types of events', () => {
  expect(types({ kind: 'note' })).toEqual(['note.created']);
  expect(types({ kind: 'deal.created,company' })).toEqual(['deal.created', 'company.created']);
});

test('the timeline of a record that may not be read is like that of one that does not exist', () => {
  const reason = (id: string) => {
    try {
      timelineOf(model, company, id, {}, person(['company:read:own'], { name: 'stranger' }));
      return 'answered';
    } catch (error) {
      return JSON.stringify(error);
    }
  };

  expect(reason(idOf('Acme'))).toBe(reason(idOf('nothing')));
});

test('entries of records that the actor may not read are not there, nor do they count for the page', () => {
  const viewer = person(['company:read:all', 'deal:read:own', 'note:read:all']);

  expect(types({}, viewer)).toEqual(['note.created', 'company.created']);
  expect(types({ limit: 2 }, viewer)).toEqual(['note.created', 'company.created']);
  expect(timeline({ limit: 2 }, viewer)).not.toHaveProperty('cursor');
  expect(types({}, person(['company:read:all']))).toEqual(['company.created']);
});

test('a change of a hidden or masked field is not told, and a change of nothing else is none', () => {
  const viewer = person(['company:read:all', 'deal:read:all', 'note:read:all'], {
    limits: ['deal.nextStep:none', 'deal.amount:masked', 'note.body:none', 'note.summary:none'],
  });
  const seen = timeline({}, viewer);

  expect(seen.items.map((e) => e.type)).toEqual(['deal.updated', 'note.created', 'deal.created', 'company.created']);
  expect(JSON.stringify(seen)).not.toContain('canary');
  expect(JSON.stringify(seen)).not.toContain('amountMinor');
});

test('many hidden entries do not make a page short', () => {
  const start = anEvent('deal', 'Long', { name: 'Long', nextStep: '0' });
  const events = [start];
  for (let i = 1; i < 30; i++)
    events.push(afterEvent(events.at(-1) ?? start, i % 10 === 0 ? { name: `Long ${i}` } : { nextStep: String(i) }));
  const viewer = person(['deal:read:all'], { limits: ['deal.nextStep:none'] });
  const page = timelineOf(modelOf(...events), deal, idOf('Long'), { limit: 3 }, viewer);

  expect(page.items.map((e) => e.type)).toEqual(['deal.updated', 'deal.updated', 'deal.created']);
});

test('an automatic decision says why', () => {
  const came = anEvent('lead', 'Lead', { name: 'Lead', status: 'new' });
  const assigned = afterEvent(came, { ownerId: idOf('me'), assignmentReason: 'Rule “Europe”' }, { verb: 'assigned' });
  const reasonFor = (viewer = everyone) =>
    timelineOf(modelOf(came, assigned), lead, idOf('Lead'), {}, viewer).items[0]?.reason;

  expect(reasonFor()).toBe('Rule “Europe”');
  expect(reasonFor(person(['lead:read:all'], { limits: ['lead.assignmentReason:none'] }))).toBeUndefined();
});

test('a cursor that is no id of an event is refused', () => {
  expect(() => timeline({ before: `Z' OR 1=1` })).toThrow('not one of a timeline');
});
