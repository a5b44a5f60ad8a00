import type { Change } from '#functions/platform/commit.ts';
import type { Context } from '#functions/platform/context.ts';
import type { TransactItem } from '#functions/platform/table.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { type Job, job } from '#shared/job/job.ts';
import { jobStateKey, patienceMs } from './job-state.ts';

export type NewJob = Pick<Job, 'name' | 'kind'> & {
  readonly subject: { readonly noun: string; readonly id: string };
  readonly total: number;
};
export type StartedJob = { readonly id: string; readonly change: Change; readonly also: readonly TransactItem[] };

const entity: Entity = job;

/** What must be committed to start a job: its record, whose event calls the runner, and its state. */
export const startJob = ({ name, kind, subject, total }: NewJob, context: Context): StartedJob => {
  const id = context.ports.ids.ulid(context.now);
  const after = {
    name: name.slice(0, 255),
    kind,
    subject,
    state: 'queued',
    progress: { done: 0, total, failed: 0 },
    ownerId: context.actor.id,
    ...(context.actor.teamIds.length > 0 && { teamIds: context.actor.teamIds }),
    source: 'system',
  };
  const state = { token: '', leaseUntil: context.ports.clock.now() + patienceMs, cursor: '', failures: 0 };
  return {
    id,
    change: { entity, id, before: undefined, after, verb: 'created' },
    also: [{ put: { ...jobStateKey(id), ...state }, condition: { absent: true } }],
  };
};
