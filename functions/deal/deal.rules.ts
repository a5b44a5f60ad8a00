import type { RecordRef, RecordRules, RuleInput, RuleResult, Values } from '#functions/platform/rules.ts';
import { recordKey } from '#functions/platform/stored.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import type { Deal } from '#shared/deal/deal.ts';
import { rankOfTime } from '#shared/deal/rank.ts';
import { enterStage, gateIssues, stageEventVerb } from '#shared/deal/stage-change.ts';
import { missingForStage } from '#shared/deal/stage-gate.ts';
import { settingsId } from '#shared/settings/settings-id.ts';
import type { Stage } from '#shared/stage/stage.ts';

const stageIdOf = (after: Values, related: RuleInput['related']): string | undefined => {
  const own = after.stageId;
  if (typeof own === 'string') return own;
  const preset = related('settings', settingsId)?.defaultStageId;
  return typeof preset === 'string' ? preset : undefined;
};

/** The stage that a deal is in or enters. None is entered that is in the bin; deals that were in it stay until somebody moves them. */
const stageOf = ({ before, after, related }: RuleInput): Stage => {
  const id = stageIdOf(after, related);
  const stage = id === undefined ? undefined : related('stage', id);
  if (!stage || (stage.deletedAt !== undefined && before?.stageId !== id))
    throw new ProblemError('invalid-request', 'A deal needs a stage.', {
      issues: [{ pointer: '/stageId', detail: 'There is no such stage.' }],
    });
  // records of the noun stage have the shape that its entity declares
  return stage as unknown as Stage;
};

const checkGate = (after: Values, stage: Stage): void => {
  const missing = missingForStage(after, stage);
  if (missing.length > 0)
    throw new ProblemError('gate-not-met', `${stage.name} needs more than this deal has.`, {
      issues: gateIssues(missing, stage),
      more: { stageId: stage.id, missing },
    });
};

const checkPipeline = (after: Values, stage: Stage): void => {
  if (after.pipelineId === undefined || after.pipelineId === stage.pipelineId) return;
  throw new ProblemError('invalid-request', 'The stage belongs to another pipeline.', {
    issues: [{ pointer: '/stageId', detail: 'must be a stage of the pipeline' }],
  });
};

const countPush = (before: Values | undefined, after: Values): Values => {
  const was = before?.closeDate;
  const is = after.closeDate;
  if (typeof was !== 'string' || typeof is !== 'string' || is <= was) return after;
  return { ...after, closeDatePushes: Number(before?.closeDatePushes ?? 0) + 1 };
};

const stillThere = (stage: Stage) => ({
  check: recordKey('stage', stage.id),
  condition: { equals: { version: stage.version } },
});

/** An imported deal that is closed already keeps the day it was closed on, and needs no reason or gate. */
const enterByImport = (after: Values, stage: Stage, now: string): Values => {
  const closeDate = after.closeDate;
  const at = stage.kind !== 'open' && typeof closeDate === 'string' ? `${closeDate}T12:00:00.000Z` : now;
  return { ...enterStage(after as Partial<Deal>, stage, at), lostReason: after.lostReason };
};

const enter = (input: RuleInput, stage: Stage): Values => {
  const { path, after, now } = input;
  if (path === 'import') return enterByImport(after, stage, now);
  checkGate(after, stage);
  const closed = stage.kind === 'open' ? {} : { closeDate: after.closeDate ?? now.slice(0, 10) };
  return enterStage({ ...after, ...closed } as Partial<Deal>, stage, now);
};

const reopened = (verb: string, after: Values): Values =>
  verb === 'reopened' ? { ...after, closedAt: undefined } : after;

const apply = (input: RuleInput): RuleResult => {
  const { before, after, now } = input;
  const stage = stageOf(input);
  if (before && before.stageId === stage.id) {
    checkPipeline(after, stage);
    const manual = after.probability !== before.probability && after.probabilityMode === before.probabilityMode;
    return { after: { ...countPush(before, after), ...(manual && { probabilityMode: 'manual' }) } };
  }
  // a new stage brings its pipeline along unless the caller names another one
  if (!before || after.pipelineId !== before.pipelineId) checkPipeline(after, stage);
  const entered = enter(input, stage);
  if (!before)
    return { after: { ...entered, rank: entered.rank ?? rankOfTime(Date.parse(now)) }, checks: [stillThere(stage)] };
  const from = { status: before.status as Deal['status'] };
  const verb = stageEventVerb(from, stage);
  const pushed = countPush(before, entered);
  return { after: reopened(verb, pushed), verb, checks: [stillThere(stage)] };
};

/** A deal enters a stage only through its gate, whichever way it is written; what the stage decides follows by itself. */
export const dealRules: RecordRules = {
  needs: ({ after, related }): readonly RecordRef[] => {
    const id = stageIdOf(after, related);
    return id === undefined ? [{ noun: 'settings', id: settingsId }] : [{ noun: 'stage', id }];
  },
  apply,
};
