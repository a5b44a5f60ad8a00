import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { boolean, json, text } from '../contract/field.ts';
import { predicateSchema } from '../predicate/predicate.ts';

/** What no record of a noun may be: a write that touches what the rule looks at is refused where the condition holds. */
export const validationRule = defineEntity({
  noun: 'validationRule',
  plural: 'validation-rules',
  label: { one: 'Validation rule', many: 'Validation rules' },
  area: 'platform',
  title: 'name',
  icon: 'shield',
  group: 'settings',
  fields: {
    name: text({ label: 'Name', required: true, max: 120 }),
    noun: text({ label: 'Belongs to', required: true, max: 40, help: 'Cannot be changed later' }),
    wrongWhen: json(predicateSchema, {
      label: 'Wrong when',
      required: true,
      help: 'A record for which this holds cannot be saved',
    }),
    message: text({ label: 'Message', required: true, max: 300, help: 'What is said to whoever saves it' }),
    field: text({ label: 'Shown at', max: 62, help: 'The field that the message stands at' }),
    isActive: boolean({ label: 'Active' }),
  },
  defaults: { isActive: true },
  columns: ['name', 'noun', 'message', 'isActive', 'updatedAt'],
  importable: false,
});
export type ValidationRule = RecordOf<typeof validationRule>;
