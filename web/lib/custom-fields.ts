import type { FieldDefinition } from '#shared/custom-field/definition.ts';
import type { FieldInfo } from '#web/ui/field.ts';

/** Custom fields by noun, as `GET /v1/me` brings them. */
export type Definitions = Readonly<Record<string, readonly FieldDefinition[]>>;

const textLength = 255;

/** The field that a definition makes, of the same shape as the declared ones. */
export const fieldInfoOf = (definition: FieldDefinition): FieldInfo => {
  const { kind, label, section, help, options, target, isRequired, requiredWhen, visibleWhen } = definition;
  return {
    kind,
    label,
    // what is not always shown is not always needed
    required: isRequired === true && visibleWhen === undefined,
    readOnly: false,
    ...(section !== undefined && { section }),
    ...(help !== undefined && { help }),
    ...(options && { options }),
    ...(target !== undefined && { target }),
    ...(kind === 'text' && { maxLength: textLength }),
    ...(visibleWhen && { visibleWhen }),
    ...(requiredWhen && { requiredWhen }),
    ...(isRequired && visibleWhen && { requiredWhen: visibleWhen }),
  };
};

const keyed = (definitions: readonly FieldDefinition[]): Record<string, FieldInfo> =>
  Object.fromEntries(definitions.map((d) => [d.key, fieldInfoOf(d)]));

/** The fields that are in use, and those that only old values still name. */
export const fieldsOf = (
  definitions: readonly FieldDefinition[],
): { readonly active: Readonly<Record<string, FieldInfo>>; readonly former: Readonly<Record<string, FieldInfo>> } => ({
  active: keyed(definitions.filter((d) => !d.isRetired)),
  former: keyed(definitions.filter((d) => d.isRetired)),
});
