import type { Field } from '#shared/contract/field.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';

/** A declared field as the browser knows it: everything but the schema, which stays on the server. */
export type FieldInfo = Omit<Field, 'schema' | 'item' | 'parts'> & {
  readonly item?: FieldInfo;
  readonly parts?: Readonly<Record<string, FieldInfo>>;
  /** A list of short labels, such as tags. */
  readonly isLabels?: boolean;
  readonly maxLength?: number;
  /** Most elements of a list. */
  readonly maxItems?: number;
  /** Shown only while the record meets this. */
  readonly visibleWhen?: Predicate;
  /** Needed while the record meets this. */
  readonly requiredWhen?: Predicate;
  readonly minimum?: number;
  readonly maximum?: number;
};

/** What an input needs besides its value. */
export type InputProps<V> = {
  readonly value: V | undefined;
  readonly onChange: (value: V | undefined) => void;
  readonly id?: string;
  readonly label: string;
  readonly isInvalid?: boolean;
  readonly describedBy?: string;
  readonly isDisabled?: boolean;
  readonly placeholder?: string;
  readonly autofocus?: boolean;
};

/** Kinds whose values are numbers in columns, and are set to the right. */
export const isNumeric = (kind: FieldInfo['kind']): boolean =>
  kind === 'number' || kind === 'money' || kind === 'percent';
