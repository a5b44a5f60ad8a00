import type { Context } from '#functions/platform/context.ts';
import { definitionsOf } from '#functions/platform/known-nouns.ts';
import { pathsIn } from '#shared/custom-field/check-record.ts';
import { type FieldDefinition, inOrder } from '#shared/custom-field/definition.ts';
import type { Policy } from '#shared/policy/policy.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';

/** A field as the actor may know it: a condition that looks at what is hidden from them is left to the server. */
const asSeenBy = (policy: Policy, noun: string, definition: FieldDefinition): FieldDefinition => {
  const seen = (condition: Predicate | undefined): boolean =>
    condition !== undefined &&
    pathsIn(condition).every((path) => policy.accessOf(noun, path.split('.')[0] ?? '') !== 'none');
  const { requiredWhen, visibleWhen, ...rest } = definition;
  return {
    ...rest,
    ...(requiredWhen && seen(requiredWhen) && { requiredWhen }),
    ...(visibleWhen && seen(visibleWhen) && { visibleWhen }),
  };
};

const mayKnow = (policy: Policy, noun: string): boolean =>
  policy.scopeOf(noun, 'read') !== undefined || policy.scopeOf(noun, 'create') !== undefined;

/** Custom fields of the nouns that the actor may read or create, by noun, in order: those that are not hidden from them, retired ones too. */
export const myCustomFields = async ({
  policy,
  ports,
}: Pick<Context, 'policy' | 'ports'>): Promise<Record<string, FieldDefinition[]>> =>
  Object.fromEntries(
    [...(await definitionsOf(ports, ({ noun }) => mayKnow(policy, noun)))].flatMap(([noun, fields]) => {
      const visible = inOrder(fields).filter(({ key }) => policy.accessOf(noun, key) !== 'none');
      return visible.length > 0 ? [[noun, visible.map((d) => asSeenBy(policy, noun, d))]] : [];
    }),
  );
