import { expect, test } from 'vitest';
import { createRecord } from '#functions/platform/write-record.ts';
import { deal } from '#shared/deal/deal.ts';
import { pipeline } from '#shared/pipeline/pipeline.ts';
import type { Grant } from '#shared/policy/grant.ts';
import { stage } from '#shared/stage/stage.ts';
import { contextOf, idOf, putPerson, putRecord, putRoles, storedRecord } from '#test/fakes/people.ts';
import { fakePorts } from '#test/fakes/ports.ts';
import { dealRules } from './deal.rules.ts';

const everything = (['create', 'read', 'update', 'delete', 'assign'] as const).map(
  (action): Grant => ({ noun: '*', action, scope: 'all' }),
);
const [pipelineId, stageId] = [idOf(1, 'P'), idOf(1, 'S')];

/** A stage, and a table that does something to it just before the next transaction. */
const aStage = async () => {
  let meanwhile: (() => Promise<unknown>) | undefined;
  const ports = fakePorts({
    table: (inner) => ({
      ...inner,
      transact: async (items, token) => {
        const first = meanwhile;
        meanwhile = undefined;
        await first?.();
        return inner.transact(items, token);
      },
    }),
  });
  await putRoles(ports);
  await putPerson(ports, idOf(1, 'A'), 'sales');
  await putRecord(ports, pipeline, pipelineId, { name: 'Sales' });
  const values = { name: 'First', pipelineId, order: 1, kind: 'open', probability: 10, forecastCategory: 'pipeline' };
  await putRecord(ports, stage, stageId, values);
  const change = async (to: object) =>
    putRecord(ports, stage, stageId, to as Record<string, unknown>, await storedRecord(ports, 'stage', stageId));
  return {
    ports,
    before: (act: (change: (to: object) => Promise<unknown>) => Promise<unknown>) => {
      meanwhile = () => act(change);
    },
    enter: () =>
      createRecord(
        { entity: deal, rules: dealRules },
        { name: 'Deal', stageId },
        contextOf(ports, { grants: everything }),
      ),
  };
};

test('a deal does not enter a stage that goes to the bin while it is on its way', async () => {
  const { before, enter, ports } = await aStage();
  before((change) => change({ deletedAt: '2026-11-23T09:00:00.000Z' }));

  await expect(enter()).rejects.toMatchObject({ code: 'conflict' });
  expect(ports.store.all().filter((item) => item.pk.startsWith('deal#'))).toEqual([]);
});

test('a deal enters a stage that nothing happens to', async () => {
  const { enter } = await aStage();
  expect(await enter()).toMatchObject({ stageId, probability: 10, status: 'open' });
});
