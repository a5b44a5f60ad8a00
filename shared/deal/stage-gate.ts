import type { Stage } from '../stage/stage.ts';

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Fields that a deal needs before it may enter `stage` and does not have. A lost deal needs its reason in every pipeline. */
export const missingForStage = (
  deal: Readonly<Record<string, unknown>>,
  stage: Pick<Stage, 'kind' | 'requiredFields'>,
): string[] => {
  const needed = [...(stage.requiredFields ?? []), ...(stage.kind === 'lost' ? ['lostReason'] : [])];
  return [...new Set(needed)].filter((field) => isBlank(deal[field]));
};
