import type { Context } from '#functions/platform/context.ts';
import type { Entity } from '#shared/contract/entity.ts';
import type { ImportRun } from '#shared/import/import.ts';
import type { ImportFile } from '#shared/import/import-file.ts';
import { sameName } from '#shared/import/similar.ts';
import { stage } from '#shared/stage/stage.ts';
import type { Lookup } from './lookup.ts';
import type { PlannedRow } from './plan-row.ts';
import { pipelineOf } from './resolver.ts';
import { madeId } from './row-id.ts';

type Request = {
  readonly run: ImportRun;
  readonly file: ImportFile;
  readonly entity: Entity;
  readonly lookup: Lookup;
  readonly context: Context;
};
type Made = Omit<PlannedRow, 'file'>;

const probabilityStep = 10;

/**
 * The stages that were decided to be made for a file, in the order of their decisions: open ones, likelier by ten per cent each, standing
 * where their probability puts them. They are made before the rows that need them.
 */
export const stagesToMake = async ({ run, file, entity, lookup, context }: Request): Promise<Made[]> => {
  const column = file.columns.find((c) => c.field !== null && entity.allFields[c.field]?.target === stage.noun);
  const pipelineId = pipelineOf(file);
  const wanted = file.decisions.filter((d) => d.column === column?.index && d.decision === 'create');
  if (!column || pipelineId === undefined || wanted.length === 0) return [];
  const stages = (await lookup.all(stage.noun)).filter((s) => s.pipelineId === pipelineId);
  const known = new Set(stages.map((s) => sameName(String(s.name))));
  const mayMake =
    context.policy.scopeOf(stage.noun, 'create') !== undefined ||
    context.policy.scopeOf('pipeline', 'update') !== undefined;
  const taken = new Set(stages.map((s) => Number(s.order)));
  return wanted
    .filter((d) => !known.has(sameName(d.value)))
    .map((decision, i): Made => {
      const probability = Math.min(90, (i + 1) * probabilityStep);
      const before = stages
        .filter((s) => s.kind === 'open' && Number(s.probability) <= probability)
        .map((s) => Number(s.order));
      let order = Math.max(0, ...before) + 1;
      while (taken.has(order)) order++;
      taken.add(order);
      const id = madeId(run.id, `${stage.noun} of ${pipelineId}`, sameName(decision.value));
      const values = {
        name: decision.value.trim(),
        pipelineId,
        order,
        kind: 'open',
        probability,
        forecastCategory: 'pipeline',
      };
      const base = { row: 1, noun: stage.noun, id, title: values.name, values, cells: [], isMade: true } as const;
      const problem = mayMake ? undefined : 'You may not make stages.';
      const parsed = stage.createSchema.safeParse(values);
      if (problem || !parsed.success)
        return { ...base, kind: 'wrong', reasons: [problem ?? 'The name of the stage is not valid.'] };
      return { ...base, kind: 'create', reasons: [] };
    });
};
