import type { ProblemIssue } from '../contract/problem.ts';
import type { Stage } from '../stage/stage.ts';
import type { Deal } from './deal.ts';
import { deal as dealEntity } from './deal.ts';

/** The missing fields as issues of a `gate-not-met` problem. */
export const gateIssues = (missing: readonly string[], stage: Pick<Stage, 'name'>): ProblemIssue[] =>
  missing.map((field) => {
    const label = Object.hasOwn(dealEntity.allFields, field) ? dealEntity.allFields[field]?.label : undefined;
    return { pointer: `/${field}`, detail: `${label ?? field} is needed before a deal enters ${stage.name}.` };
  });

/** What the stage decides about a deal that enters it at `now` (UTC). A probability set by hand stays while the deal is open. */
export const enterStage = <D extends Partial<Deal>>(deal: D, stage: Stage, now: string): D => {
  const isOpen = stage.kind === 'open';
  const keepsProbability = isOpen && deal.probabilityMode === 'manual' && deal.probability !== undefined;
  const { closedAt: _closedAt, ...rest } = deal;
  return {
    ...rest,
    pipelineId: stage.pipelineId,
    stageId: stage.id,
    status: stage.kind,
    stageEnteredAt: now,
    probability: keepsProbability ? deal.probability : stage.probability,
    forecastCategory: stage.forecastCategory,
    ...(!isOpen && { closedAt: now }),
    ...(isOpen && { lostReason: undefined, lostNote: undefined, wonReason: undefined }),
    // a spread of a generic type loses its link to D; the keys are those of a deal
  } as D;
};

/** Days, rounded down, that a deal has been in its stage. */
export const daysInStage = (deal: Pick<Deal, 'stageEnteredAt'>, nowMs: number): number =>
  Math.max(0, Math.floor((nowMs - Date.parse(deal.stageEnteredAt)) / 86_400_000));

/** True for an open deal that has been in its stage longer than the stage allows. */
export const isRotting = (
  deal: Pick<Deal, 'status' | 'stageEnteredAt'>,
  stage: Pick<Stage, 'rottingDays'>,
  nowMs: number,
): boolean => deal.status === 'open' && stage.rottingDays !== undefined && daysInStage(deal, nowMs) > stage.rottingDays;

/** Which of a deal's events a change of stage is. */
export const stageEventVerb = (
  from: Pick<Stage, 'kind'> | Pick<Deal, 'status'>,
  to: Pick<Stage, 'kind'>,
): 'moved' | 'won' | 'lost' | 'reopened' => {
  const was = 'kind' in from ? from.kind : from.status;
  if (to.kind === 'won' && was !== 'won') return 'won';
  if (to.kind === 'lost' && was !== 'lost') return 'lost';
  return to.kind === 'open' && was !== 'open' ? 'reopened' : 'moved';
};
