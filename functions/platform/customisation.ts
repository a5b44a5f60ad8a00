import { createHash } from 'node:crypto';
import { isCustomKey } from '#shared/contract/custom-key.ts';
import { detail } from '#shared/contract/detail.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { normaliseFields } from '#shared/contract/normalise.ts';
import type { ProblemIssue } from '#shared/contract/problem.ts';
import { customIssues, retiredChoices } from '#shared/custom-field/check-record.ts';
import { type Customisation, noCustomisation } from '#shared/custom-field/definition.ts';
import { isExtendable } from '#shared/custom-field/extendable.ts';
import { withCustomFields } from '#shared/custom-field/with-custom-fields.ts';
import { entityOf } from '#shared/registry.ts';
import type { Context, Ports } from './context.ts';
import { canonicalJson } from './event-hash.ts';
import { valueIssues } from './parse-request.ts';
import type { Values } from './rules.ts';
import type { Item, Key } from './table.ts';

/** What administrators made of a noun: one item, written along with every definition and rule, read with every write. No event. */
export const customisationKey = (noun: string): Key => ({ pk: `customisation#${noun}`, sk: 'state' });

/** The item as it is stored; `stamp` is a digest of the rest and guards it against two changes at once. */
export const customisationItem = (noun: string, { fields, rules }: Customisation): Item => ({
  ...customisationKey(noun),
  fields,
  rules,
  stamp: createHash('sha256')
    .update(canonicalJson([fields, rules]))
    .digest('base64url'),
});
export const stampOf = (item: Item | undefined): string | undefined =>
  typeof item?.stamp === 'string' ? item.stamp : undefined;

const known = new Map<string, Customisation>();
const maxKnown = 200;

/** What an item says. The same content gives the same object, so that what is made of it is made once. */
export const customisationIn = (item: Item | undefined): Customisation => {
  const stamp = stampOf(item);
  if (!item || stamp === undefined) return noCustomisation;
  const found = known.get(stamp);
  if (found) return found;
  // written by `customisationItem` alone
  const { fields, rules } = item as Item & Customisation;
  const made = { fields, rules };
  if (known.size >= maxKnown) known.clear();
  known.set(stamp, made);
  return made;
};

type Reading = Pick<Context, 'states'> & { readonly ports: Pick<Ports, 'table'> };

/** The customisation of a noun, read with the actor where the route writes the noun, else now. */
export const customisationOf = async (noun: string, context: Reading): Promise<Customisation> => {
  if (!isExtendable({ noun })) return noCustomisation;
  const key = customisationKey(noun);
  const { states } = context;
  if (states?.has(key.pk)) return customisationIn(states.get(key.pk));
  const item = await context.ports.table.get(key);
  states?.set(key.pk, item);
  return customisationIn(item);
};

/** A noun with its custom fields, as they are now. */
export const extendedEntity = async <E extends Entity>(entity: E, context: Reading): Promise<E> =>
  // the same noun with more fields
  withCustomFields(entity, (await customisationOf(entity.noun, context)).fields) as E;

export type CustomPatch = {
  readonly entity: Entity;
  readonly customisation: Customisation;
  readonly before: AnyRecord | undefined;
  readonly patch: Values;
};

/** The patch with its custom fields in their normal form. */
export const normalisedPatch = ({ entity, patch }: Pick<CustomPatch, 'entity' | 'patch'>): Values => {
  const keys = Object.keys(patch).filter(isCustomKey);
  if (keys.length === 0) return patch;
  const custom = Object.fromEntries(keys.map((key) => [key, patch[key]]));
  // an object stays one
  return { ...patch, ...(normaliseFields(entity, custom) as Values) };
};

/** What is wrong with the custom fields of a patch by themselves: unknown or hidden ones, retired ones, values that are not of their kind. */
export const patchIssues = (
  { entity, customisation, before, patch }: CustomPatch,
  { policy }: Pick<Context, 'policy'>,
): ProblemIssue[] =>
  Object.entries(patch).flatMap(([key, value]): ProblemIssue[] => {
    if (!isCustomKey(key)) return [];
    const pointer = `/${key}`;
    const definition = customisation.fields.find((f) => f.key === key);
    const old = before?.[key];
    if (!definition || policy.accessOf(entity.noun, key) === 'none') return [{ pointer, detail: detail('unknown') }];
    if (canonicalJson(value ?? null) === canonicalJson(old ?? null)) return [];
    if (definition.isRetired) return [{ pointer, detail: 'is retired' }];
    const field = entity.allFields[key];
    if (!field || value === null || value === undefined) return [];
    const wrong = valueIssues(field.schema, value, pointer);
    if (wrong.length > 0) return [...wrong];
    return retiredChoices(definition, value, old).map(({ label }) => ({
      pointer,
      detail: detail('retiredChoice', { label }),
    }));
  });

/** What definitions and validation rules say against a record as it would become. */
export const recordIssues = (
  { entity, customisation, before }: Omit<CustomPatch, 'patch'>,
  after: Values,
  related: (noun: string, id: string) => AnyRecord | undefined,
  { actor, policy, now }: Pick<Context, 'actor' | 'policy' | 'now'>,
): ProblemIssue[] =>
  customisation === noCustomisation
    ? []
    : customIssues(customisation, {
        entity,
        findEntity: entityOf,
        related,
        after,
        now,
        actor,
        timeZone: actor.timeZone,
        isChanged: (key) =>
          before === undefined || canonicalJson(before[key] ?? null) !== canonicalJson(after[key] ?? null),
        canFill: (key) =>
          (actor.ref.kind === 'user' || actor.ref.kind === 'import') && policy.editable(entity.noun, key),
      });
