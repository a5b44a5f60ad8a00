import type { Entity } from '#shared/contract/entity.ts';
import type { Field } from '#shared/contract/field.ts';
import { evaluate } from '#shared/predicate/evaluate.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { timeZoneName } from '#web/lib/zone.ts';
import type { FieldInfo } from '#web/ui/field.ts';

const fieldsIn = (predicate: Predicate): readonly string[] => {
  if ('and' in predicate) return predicate.and.flatMap(fieldsIn);
  if ('or' in predicate) return predicate.or.flatMap(fieldsIn);
  return 'not' in predicate ? fieldsIn(predicate.not) : [predicate.field];
};

// a condition asks of a schema only whether it is a list of texts
const texts = { def: { type: 'array', element: { def: { type: 'string' } } } };
const other = { def: { type: 'object' } };
const asField = (field: FieldInfo): Field => ({ ...field, schema: field.isLabels ? texts : other }) as unknown as Field;

/** Whether a record as a form has it meets a condition; undefined where that takes more than the form knows. */
export const holds = (
  condition: Predicate,
  entity: EntityInfo,
  values: Readonly<Record<string, unknown>>,
  actorId: string,
): boolean | undefined => {
  if (fieldsIn(condition).some((path) => path.includes('.') || !(path in entity.fields))) return undefined;
  const fields = Object.fromEntries(Object.entries(entity.fields).map(([key, field]) => [key, asField(field)]));
  return evaluate(condition, values, {
    // of an entity only its fields are looked at
    entity: { noun: entity.noun, allFields: fields } as unknown as Entity,
    findEntity: () => undefined,
    related: () => undefined,
    now: Date.now(),
    timeZone: timeZoneName(),
    actor: { id: actorId, teamIds: [] },
  });
};
