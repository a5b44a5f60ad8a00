import type { Entity } from '../contract/entity.ts';
import type { Policy, PolicyActor } from '../policy/policy.ts';
import { evaluate } from '../predicate/evaluate.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * Those who may know of a record, as groups that anybody is in or not: `all` who read the whole noun, whose it is (`own-<id>`), its teams
 * (`team-<id>`), and those to whom the noun opens it whatever their scope (`open`, `shared-<team>`).
 */
export type Audience = readonly string[];

const idsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((id) => typeof id === 'string') : typeof value === 'string' ? [value] : [];

const creatorOf = (record: Values): string[] => {
  const by = record.createdBy;
  return typeof by === 'object' && by !== null && 'id' in by ? idsIn(by.id) : [];
};

/** The audience of a record. A person may read it exactly where one of their groups (`groupsOf`) is among these. */
export const audienceOf = (entity: Entity, record: Values): Audience => {
  const own =
    entity.noun === 'user' ? idsIn(record.id) : [...idsIn(record.ownerId), ...(entity.owned ? [] : creatorOf(record))];
  const mine = own.map((id) => `own-${id}`);
  if (entity.isPrivate) return mine;
  const teams = idsIn(entity.noun === 'user' ? record.memberOf : record.teamIds);
  const opensTo = (teamIds: readonly string[]): boolean =>
    entity.alsoReadable !== undefined &&
    evaluate(entity.alsoReadable, record, {
      entity,
      findEntity: () => undefined,
      actor: { id: '', teamIds },
      now: 0,
      timeZone: 'UTC',
      related: () => undefined,
    });
  const shared = idsIn(record.teamIds).filter((id) => opensTo([id]));
  return [
    'all',
    ...new Set(mine),
    ...new Set(teams.map((id) => `team-${id}`)),
    ...(opensTo([]) ? ['open'] : shared.map((id) => `shared-${id}`)),
  ];
};

/** The groups that a person is in when they read a noun; none where they may not read it at all. */
export const groupsOf = (
  entity: Entity,
  actor: Pick<PolicyActor, 'id' | 'teamIds'>,
  policy: Pick<Policy, 'scopeOf'>,
): Audience => {
  const scope = policy.scopeOf(entity.noun, 'read');
  if (scope === undefined) return [];
  if (scope === 'all') return ['all'];
  return [
    `own-${actor.id}`,
    ...(scope === 'team' ? actor.teamIds.map((id) => `team-${id}`) : []),
    ...(entity.alsoReadable ? ['open', ...actor.teamIds.map((id) => `shared-${id}`)] : []),
  ];
};
