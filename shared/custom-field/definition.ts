import type { FieldOption, Sensitivity } from '../contract/field.ts';
import type { Predicate } from '../predicate/predicate.ts';
import type { CustomKind } from './custom-field.ts';

/** What the rest of the system needs to know of a custom field; kept beside the noun so that a write reads all of them at once. */
export type FieldDefinition = {
  /** Id of the record of noun `customField`. */
  readonly id: string;
  readonly key: string;
  readonly label: string;
  readonly kind: CustomKind;
  readonly order: number;
  readonly options?: readonly FieldOption[];
  readonly target?: string;
  readonly section?: string;
  readonly help?: string;
  readonly isRequired?: boolean;
  readonly requiredWhen?: Predicate;
  readonly visibleWhen?: Predicate;
  readonly isSearchable?: boolean;
  readonly sensitivity?: Sensitivity;
  readonly isRetired?: boolean;
};

/** A condition that no record may meet, with what is said then and the field that it is said at. */
export type RuleDefinition = {
  readonly id: string;
  readonly name: string;
  readonly wrongWhen: Predicate;
  readonly message: string;
  readonly field?: string;
};

/** What administrators made of a noun. Retired fields are among its fields, in the order that they are shown in. */
export type Customisation = { readonly fields: readonly FieldDefinition[]; readonly rules: readonly RuleDefinition[] };

export const noCustomisation: Customisation = { fields: [], rules: [] };

type Values = Readonly<Record<string, unknown>>;
const kept = [
  'id',
  'key',
  'label',
  'kind',
  'order',
  'options',
  'target',
  'section',
  'help',
  'isRequired',
  'requiredWhen',
  'visibleWhen',
  'isSearchable',
  'sensitivity',
  'isRetired',
] as const;

const pick = (record: Values, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    keys.flatMap((key) => {
      const value = record[key];
      return value === undefined || value === null || value === false ? [] : [[key, value]];
    }),
  );

/** The definition that a record of noun `customField` makes. */
export const definitionOf = (record: Values): FieldDefinition =>
  // the noun's schema and rules keep these shapes
  ({ order: 0, ...pick(record, kept) }) as unknown as FieldDefinition;

/** The rule that a record of noun `validationRule` makes. */
export const ruleOf = (record: Values): RuleDefinition =>
  // as above
  pick(record, ['id', 'name', 'wrongWhen', 'message', 'field']) as unknown as RuleDefinition;

/** Definitions in the order that they are shown in. */
export const inOrder = (fields: readonly FieldDefinition[]): FieldDefinition[] =>
  [...fields].sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
