import type { Entity } from '#shared/contract/entity.ts';
import type { FieldDefinition } from '#shared/custom-field/definition.ts';
import { isExtendable } from '#shared/custom-field/extendable.ts';
import { withCustomFields } from '#shared/custom-field/with-custom-fields.ts';
import { isImportable } from '#shared/import/targets.ts';
import type { Policy } from '#shared/policy/policy.ts';
import type { FindEntity } from '#shared/predicate/resolve-field.ts';
import { entities, entityOf } from '#shared/registry.ts';
import type { Ports } from './context.ts';
import { customisationIn, customisationKey } from './customisation.ts';

/** Custom fields by noun as they are now, of all wanted nouns that take any, read at once. */
export const definitionsOf = async (
  { table }: Pick<Ports, 'table'>,
  isWanted: (entity: Entity) => boolean,
): Promise<Map<string, readonly FieldDefinition[]>> => {
  const nouns = entities.filter((entity) => isExtendable(entity) && isWanted(entity)).map((e) => e.noun);
  const items = await table.batchGet(nouns.map(customisationKey));
  return new Map(
    nouns.map((noun) => [noun, customisationIn(items.find((item) => item.pk === customisationKey(noun).pk)).fields]),
  );
};

/** Nouns that files can bring, with their custom fields as they are now, but for those that are hidden from whom the policy is for. */
export const knownNouns = async (ports: Pick<Ports, 'table'>, policy: Policy): Promise<FindEntity> => {
  const definitions = new Map(
    [...(await definitionsOf(ports, isImportable))].map(([noun, fields]): [string, readonly FieldDefinition[]] => {
      const visible = fields.filter(({ key }) => policy.accessOf(noun, key) !== 'none');
      // the same list gives the same entity
      return [noun, visible.length === fields.length ? fields : visible];
    }),
  );
  return (noun) => {
    const entity = entityOf(noun);
    return entity && withCustomFields(entity, definitions.get(noun) ?? []);
  };
};
