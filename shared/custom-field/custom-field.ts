import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { boolean, choice, group, json, list, longText, number, text } from '../contract/field.ts';
import { predicateSchema } from '../predicate/predicate.ts';

/** Kinds that an administrator can choose from. */
export const customKinds = [
  { id: 'text', label: 'Text' },
  { id: 'longText', label: 'Long text' },
  { id: 'richText', label: 'Formatted text' },
  { id: 'number', label: 'Number' },
  { id: 'money', label: 'Money' },
  { id: 'percent', label: 'Percent' },
  { id: 'date', label: 'Date' },
  { id: 'dateTime', label: 'Date and time' },
  { id: 'boolean', label: 'Yes or no' },
  { id: 'enum', label: 'Choice' },
  { id: 'multiEnum', label: 'Several choices' },
  { id: 'email', label: 'E-mail' },
  { id: 'phone', label: 'Phone' },
  { id: 'url', label: 'Web address' },
  { id: 'address', label: 'Postal address' },
  { id: 'ref', label: 'Link to a record' },
  { id: 'multiRef', label: 'Links to records' },
] as const;
export type CustomKind = (typeof customKinds)[number]['id'];

const option = group(
  {
    label: text({ label: 'Label', max: 100, required: true }),
    tone: choice(['neutral', 'accent', 'success', 'warning', 'danger', 'info', 'violet'], { label: 'Colour' }),
    isRetired: boolean({ label: 'Retired' }),
    id: text({ label: 'Id', max: 60, help: 'Made from the label where none is given; stays for ever' }),
  },
  { label: 'Choice' },
);

/** A field that an administrator added to a noun at run time. It is retired, never removed: values stay, and it can come back. */
export const customField = defineEntity({
  noun: 'customField',
  plural: 'custom-fields',
  label: { one: 'Field', many: 'Fields' },
  area: 'platform',
  title: 'label',
  icon: 'fields',
  group: 'settings',
  fields: {
    label: text({ label: 'Label', required: true, max: 60 }),
    noun: text({ label: 'Belongs to', required: true, max: 40, help: 'Cannot be changed later' }),
    kind: choice(customKinds, { label: 'Kind', required: true, help: 'Cannot be changed later' }),
    key: text({
      label: 'Key',
      readOnly: true,
      max: 60,
      help: 'Name in the API and in files, made from the label; stays for ever',
    }),
    options: list(option, { label: 'Choices', max: 200, isOrdered: true }),
    target: text({ label: 'Links to', max: 40, help: 'Cannot be changed later' }),
    section: text({ label: 'Section', max: 60 }),
    help: text({ label: 'Help', max: 300 }),
    isRequired: boolean({ label: 'Required' }),
    requiredWhen: json(predicateSchema, { label: 'Required when' }),
    visibleWhen: json(predicateSchema, { label: 'Shown when' }),
    isSearchable: boolean({ label: 'Searched', help: 'Texts, e-mail, phone and web addresses' }),
    sensitivity: choice(['public', 'internal', 'personal', 'special'], { label: 'Sensitivity' }),
    order: number({ label: 'Order', isPlain: true, required: true, int: true, min: 0, max: 100_000 }),
    isRetired: boolean({ label: 'Retired' }),
    note: longText({ label: 'Note', max: 1000, help: 'What it is for; administrators alone see it' }),
  },
  defaults: { order: 0 },
  standard: { remove: false },
  columns: ['label', 'noun', 'kind', 'section', 'isRequired', 'isRetired', 'order'],
  importable: false,
});
export type CustomField = RecordOf<typeof customField>;
