import { type CommitPorts, CommitRefused, commit } from '#functions/platform/commit.ts';
import type { Values } from '#functions/platform/rules.ts';
import type { ActorRef, Entity } from '#shared/contract/entity.ts';
import { pipeline } from '#shared/pipeline/pipeline.ts';
import { builtInRoles } from '#shared/role/built-in-roles.ts';
import { role } from '#shared/role/role.ts';
import { settings } from '#shared/settings/settings.ts';
import { settingsId } from '#shared/settings/settings-id.ts';
import { stage } from '#shared/stage/stage.ts';
import { user } from '#shared/user/user.ts';

const machine: ActorRef = { kind: 'system', id: 'first-start', name: 'First start' };
const pipelineId = '0P0000000000000000000000P1';
const stageId = (n: number): string => `0P000000000000000000000S0${n}`;
/** The first administrator's record. */
export const adminId = '0A0000000000000000000000A1';

export type FirstSettings = {
  readonly organisationName: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly country?: string | undefined;
  readonly adminEmail?: string | undefined;
};

type First = { readonly entity: Entity; readonly id: string; readonly values: Values };

const stages: readonly Values[] = [
  { name: 'Qualified', kind: 'open', probability: 10, forecastCategory: 'pipeline', rottingDays: 14 },
  { name: 'Discovery', kind: 'open', probability: 25, forecastCategory: 'pipeline', rottingDays: 14 },
  {
    name: 'Proposal',
    kind: 'open',
    probability: 50,
    forecastCategory: 'bestCase',
    rottingDays: 21,
    requiredFields: ['amount'],
  },
  {
    name: 'Negotiation',
    kind: 'open',
    probability: 75,
    forecastCategory: 'commit',
    rottingDays: 14,
    requiredFields: ['amount', 'closeDate'],
  },
  { name: 'Won', kind: 'won', probability: 100, forecastCategory: 'closed', requiredFields: ['amount'] },
  { name: 'Lost', kind: 'lost', probability: 0, forecastCategory: 'omitted' },
];

/** Stages of the first pipeline: those that a deal passes through, and its ends. */
export const firstStages = { open: [1, 2, 3, 4].map(stageId), won: stageId(5), lost: stageId(6) };

const firstRecords = (chosen: FirstSettings): First[] => {
  const { adminEmail, ...organisation } = chosen;
  return [
    ...builtInRoles.map(({ id, ...values }) => ({
      entity: role as Entity,
      id,
      values: { ...values, isBuiltIn: true },
    })),
    { entity: pipeline as Entity, id: pipelineId, values: { ...pipeline.defaults, name: 'Sales', order: 1 } },
    ...stages.map((values, i) => ({
      entity: stage as Entity,
      id: stageId(i + 1),
      values: { ...values, pipelineId, order: (i + 1) * 10 },
    })),
    { entity: settings as Entity, id: settingsId, values: { ...organisation, defaultStageId: stageId(1) } },
    ...(adminEmail
      ? [
          {
            entity: user as Entity,
            id: adminId,
            values: {
              ...user.defaults,
              name: adminEmail.split('@')[0] ?? adminEmail,
              email: adminEmail.toLowerCase(),
              roleIds: [builtInRoles[0]?.id],
            },
          },
        ]
      : []),
  ];
};

/**
 * What a deployment begins with: the built-in roles, one pipeline, the settings and the first administrator, who is invited by mail. Writes
 * only what is not there yet, so that it may run with every deployment; answers how many records it made.
 */
export const writeFirstRecords = async (chosen: FirstSettings, ports: CommitPorts): Promise<number> => {
  let made = 0;
  for (const { entity, id, values } of firstRecords(chosen)) {
    try {
      await commit(ports, {
        actor: machine,
        changes: [{ entity, id, before: undefined, after: { ...values, source: 'system' }, verb: 'created' }],
      });
      made += 1;
    } catch (error) {
      // there already, or somebody else has the e-mail address
      if (!(error instanceof CommitRefused)) throw error;
    }
  }
  return made;
};
