import type { Entity } from '../contract/entity.ts';
import { evaluate } from '../predicate/evaluate.ts';
import type { Comparison, Predicate } from '../predicate/predicate.ts';
import { entityOf } from '../registry.ts';
import type { Access, Action, FieldAccess, Grant, Scope } from './grant.ts';

/** Who is acting, with what their roles say. */
export type PolicyActor = {
  readonly id: string;
  readonly teamIds: readonly string[];
  readonly roles: readonly { readonly grants: readonly Grant[]; readonly fieldAccess: readonly FieldAccess[] }[];
  /** A part of the system that acts in nobody's name and may do everything. */
  readonly isSystem?: boolean;
};

/** What stands in place of a value that is masked. */
export const mask = '•••';

type Values = Readonly<Record<string, unknown>>;

/** What an actor may do and see; the same for every path by which records are reached. */
export type Policy = {
  /** How far the actor's grants for an action reach; undefined: not at all. */
  readonly scopeOf: (noun: string, action: Action) => Scope | undefined;
  readonly may: (noun: string, action: Action, record: Values) => boolean;
  readonly accessOf: (noun: string, field: string) => Access;
  /** True where the actor sees the field's values as they are. */
  readonly readable: (noun: string, field: string) => boolean;
  readonly editable: (noun: string, field: string) => boolean;
  /** The record as the actor sees it: hidden fields left out, masked ones blotted out. */
  readonly project: <R extends Values>(noun: string, record: R) => R;
  /** Which records of a noun the actor may read; agrees with `may(noun, 'read', record)`. */
  readonly readPredicate: (noun: string) => Predicate | boolean;
};

const width: Readonly<Record<Scope, number>> = { own: 1, team: 2, all: 3 };
const openness: Readonly<Record<Access, number>> = { none: 0, masked: 1, read: 2, edit: 3 };
/** A record cannot be handled without these. */
const alwaysThere: ReadonlySet<string> = new Set(['id', 'type', 'version']);

const widest = (scopes: readonly Scope[]): Scope | undefined => [...scopes].sort((a, b) => width[b] - width[a])[0];
const mostOpen = (levels: readonly Access[]): Access =>
  [...levels].sort((a, b) => openness[b] - openness[a])[0] ?? 'edit';

/** Records within a scope: those that the actor owns, or made where nobody owns them; of people oneself; of the actor's teams. */
const withinScope = (entity: Entity, scope: Exclude<Scope, 'all'>, actor: PolicyActor): Predicate => {
  const is = (field: string): Comparison => ({ field, op: 'eq', value: actor.id });
  const own: Predicate[] =
    entity.noun === 'user' ? [is('id')] : [is('ownerId'), ...(entity.owned ? [] : [is('createdBy')])];
  const teamField = entity.noun === 'user' ? 'memberOf' : 'teamIds';
  const team: Predicate[] =
    scope === 'team' && actor.teamIds.length > 0 ? [{ field: teamField, op: 'in', value: [...actor.teamIds] }] : [];
  return { or: [...own, ...team] };
};

/** What an actor may do. Pure: the same actor gives the same answers. */
export const policyOf = (actor: PolicyActor, findEntity: (noun: string) => Entity | undefined = entityOf): Policy => {
  const reaches = (grant: Grant, noun: string): boolean => grant.noun === noun || grant.noun === '*';
  const scopes = new Map<string, Scope | undefined>();
  const access = new Map<string, ReadonlyMap<string, Access>>();

  const scopeOf = (noun: string, action: Action): Scope | undefined => {
    if (actor.isSystem) return 'all';
    if (findEntity(noun)?.isPrivate) return action === 'read' ? 'own' : undefined;
    const key = `${noun}:${action}`;
    if (scopes.has(key)) return scopes.get(key);
    const granted = actor.roles.flatMap((r) =>
      r.grants.filter((g) => g.action === action && reaches(g, noun)).map((g) => g.scope),
    );
    if (action === 'read' && findEntity(noun)?.isReadByOwner) granted.push('own');
    const scope = widest(granted);
    scopes.set(key, scope);
    return scope;
  };

  /** Roles that say nothing of a noun open none of its fields. */
  const limitsOf = (noun: string): ReadonlyMap<string, Access> => {
    const known = access.get(noun);
    if (known) return known;
    const speaking = actor.isSystem ? [] : actor.roles.filter((r) => r.grants.some((g) => reaches(g, noun)));
    const fields = new Set(speaking.flatMap((r) => r.fieldAccess.filter((f) => f.noun === noun).map((f) => f.field)));
    const limits = new Map(
      [...fields].map((field): [string, Access] => [
        field,
        mostOpen(
          speaking.map((r) =>
            mostOpen(r.fieldAccess.filter((f) => f.noun === noun && f.field === field).map((f) => f.access)),
          ),
        ),
      ]),
    );
    access.set(noun, limits);
    return limits;
  };

  const accessOf = (noun: string, field: string): Access =>
    alwaysThere.has(field) ? 'edit' : (limitsOf(noun).get(field) ?? 'edit');

  const predicateOf = (noun: string, action: Action): Predicate | boolean => {
    const entity = findEntity(noun);
    const scope = entity && scopeOf(noun, action);
    if (!entity || scope === undefined) return false;
    if (scope === 'all') return true;
    const within = withinScope(entity, scope, actor);
    return action === 'read' && entity.alsoReadable ? { or: [within, entity.alsoReadable] } : within;
  };

  return {
    scopeOf,
    accessOf,
    may: (noun, action, record) => {
      const predicate = predicateOf(noun, action);
      const entity = findEntity(noun);
      if (typeof predicate === 'boolean' || !entity) return predicate === true;
      // scopes look at fields of ids only, so neither the time nor other records matter
      return evaluate(predicate, record, {
        entity,
        findEntity,
        actor,
        now: 0,
        timeZone: 'UTC',
        related: () => undefined,
      });
    },
    readable: (noun, field) => openness[accessOf(noun, field)] >= openness.read,
    editable: (noun, field) => accessOf(noun, field) === 'edit',
    project: <R extends Values>(noun: string, record: R): R => {
      const limits = limitsOf(noun);
      if (limits.size === 0) return record;
      // the same record with fewer fields or a mask; that is what a caller gets who may not see more
      return Object.fromEntries(
        Object.entries(record).flatMap(([key, value]) => {
          const level = accessOf(noun, key);
          return level === 'none' ? [] : [[key, level === 'masked' ? mask : value]];
        }),
      ) as R;
    },
    readPredicate: (noun) => predicateOf(noun, 'read'),
  };
};

/** The actor that the system itself is, where it acts in nobody's name. */
export const systemActor = (id: string): PolicyActor => ({ id, teamIds: [], roles: [], isSystem: true });
