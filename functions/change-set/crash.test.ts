import { describe, expect, it } from 'vitest';
import { resumeExpiredJobs } from '#functions/job/resume-jobs.ts';
import { canonicalJson } from '#functions/platform/event-hash.ts';
import { isStoredEvent, isStoredRecord } from '#functions/platform/stored.ts';
import type { NewChangeSet } from '#shared/change-set/change-set.routes.ts';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import { createPerson, createWorld, edit, type World } from './fakes.ts';

class Crash extends Error {}

const nouns = ['company', 'contact'];
/** Nothing refers to anything here: it need not be looked up for each crash. */
const none = { refresh: async () => {}, referring: async () => new Map() };

/** Records as they are, without what depends on when they were written. */
const stateOf = (world: World): string =>
  canonicalJson(
    [...world.table.items.values()]
      .filter(isStoredRecord)
      .filter(({ record }) => nouns.includes(record.type))
      .map(({ record: { updatedAt: _u, deletedAt, ...rest } }) => ({ ...rest, isInBin: deletedAt !== undefined }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );

/** Brings all jobs to their end, whoever crashes: the sweeper takes up what is left. */
const untilOver = async (world: World, work: () => Promise<void>): Promise<void> => {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      world.clock.advance(600_000);
      await resumeExpiredJobs(world.ports);
    }
  }
  throw new Error('it never ended');
};

type Step = 'plan' | 'apply' | 'undo';
const ends: Readonly<Record<Step, string>> = { plan: 'planned', apply: 'appliedWithErrors', undo: 'partlyReverted' };

/** More than one transaction, but where each record costs a look at its events. */
const sizes = { update: 47, remove: 34, undoPerson: 6 };

/** The world just before a step: of companies, or of contacts with addresses that are free and taken again. */
const worldBefore = async (action: 'update' | 'remove' | 'undoPerson', step: Step) => {
  const world = await createWorld();
  const person = createPerson(world);
  const ids: string[] = [];
  const noun = action === 'remove' ? contact : company;
  for (let i = 0; i < sizes[action]; i++) {
    const values =
      action === 'remove' ? { lastName: `P${i}`, emails: [{ value: `p${i}@x.example` }] } : { name: `C${i}` };
    ids.push((await world.create(noun, values)).id);
  }
  if (action === 'undoPerson') for (const id of ids) await edit(world, company, id, { tier: 'gold' });
  const body: NewChangeSet =
    action === 'undoPerson'
      ? { action, personId: world.manager.id }
      : action === 'remove'
        ? { action, noun: 'contact', ids }
        : { action, noun: 'company', ids, patch: { tier: 'gold' } };
  const id = await person.begin(body);
  if (step === 'plan') return { world, id };
  await person.runJobs();
  const [first = '', second = ''] = ids;
  const now = new Date(world.clock.now()).toISOString();
  // one that cannot be changed any more
  if (action === 'update') await edit(world, noun, first, { deletedAt: now });
  else await edit(world, noun, first, { ownerId: world.manager.id });
  if (step === 'undo') {
    await person.apply(id);
    await edit(world, noun, second, { ownerId: world.manager.id });
  }
  await person.start(step, id);
  return { world, id };
};

/** A step in a copy of the world, with a crash at the call numbered `crashAt`. */
const runFrom = async (before: World, id: string, crashAt: number) => {
  let calls = 0;
  const world = await createWorld(() => {
    if (calls++ === crashAt) throw new Crash(`call ${crashAt}`);
  }, before);
  await untilOver(world, createPerson(world, world.manager, none).runJobs);
  const made = calls;
  const { state, planned, applied, problems, left, leftCount } = await createPerson(world).current(id);
  const events = [...world.table.items.values()]
    .filter(isStoredEvent)
    .filter((e) => nouns.includes(e.noun))
    .map((e) => `${e.recordId}@${e.version} ${e.type}`)
    .sort();
  return {
    calls: made,
    result: { state, planned, applied, problems, left, leftCount, records: stateOf(world), events },
  };
};

describe('a change set that crashes at any call of any port', () => {
  it.each([
    ['update', 'plan'],
    ['update', 'apply'],
    ['update', 'undo'],
    ['remove', 'apply'],
    ['remove', 'undo'],
    ['undoPerson', 'plan'],
    ['undoPerson', 'apply'],
  ] as const)(
    'while it does %s: %s, ends as it would have ended without, each record written once',
    async (action, step) => {
      const { world, id } = await worldBefore(action, step);
      const expected = await runFrom(world, id, Number.POSITIVE_INFINITY);
      expect(expected.result.state).toBe(action === 'remove' && step === 'apply' ? 'applied' : ends[step]);
      expect(expected.calls).toBeGreaterThan(10);

      for (let crashAt = 0; crashAt < expected.calls; crashAt++)
        expect((await runFrom(world, id, crashAt)).result, `crash at ${crashAt}`).toEqual(expected.result);
    },
    60_000,
  );
});
