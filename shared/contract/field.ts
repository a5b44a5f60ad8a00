import * as z from 'zod';
import { fieldKeyPattern } from './custom-key.ts';
import { detail } from './detail.ts';
import { emailAddress, multiLine, phoneNumber, richText, singleLine, webAddress } from './text.ts';

export const fieldKinds = [
  'text',
  'longText',
  'richText',
  'number',
  'money',
  'percent',
  'date',
  'dateTime',
  'boolean',
  'enum',
  'multiEnum',
  'email',
  'phone',
  'url',
  'address',
  'ref',
  'multiRef',
  'file',
  'json',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** Who may be harmed when a value leaks: `personal` and `special` are what an erasure removes. */
export type Sensitivity = 'public' | 'internal' | 'personal' | 'special';

/** One choice of an enumerated field. `id` is stored, `label` is shown. A retired one stays where it was chosen and is chosen no more. */
export type FieldOption = {
  readonly id: string;
  readonly label: string;
  readonly tone?: Tone;
  readonly isRetired?: boolean;
};
export type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger' | 'info' | 'violet';

export type FieldSettings = {
  readonly label: string;
  /** Must be there in every record. */
  readonly required?: boolean;
  /** No two records of the noun share a value (its normal form); kept by a claim in the same transaction. */
  readonly unique?: boolean;
  /** Weight in the search, 1 to 10; absent: not searched. */
  readonly search?: number;
  readonly sensitivity?: Sensitivity;
  /** Column headings of other systems by which an import knows the field; compared without case and punctuation. */
  readonly aliases?: readonly string[];
  readonly help?: string;
  /** Written by the server only. */
  readonly readOnly?: boolean;
  /** A number that counts nothing, such as a year: shown without separators, never summed. */
  readonly isPlain?: boolean;
  /** Named heading under which forms and record pages show it. */
  readonly section?: string;
};

/** A declared field: what the table, read model, forms, filters, import, export, history and policy derive from. */
export type Field<S extends z.ZodType = z.ZodType> = FieldSettings & {
  readonly kind: FieldKind;
  readonly schema: S;
  /** Several values: e-mail and phone only; each element is `{ value, kind, isPrimary? }`. */
  readonly many?: boolean;
  readonly options?: readonly FieldOption[];
  /** Noun that a ref or multi-ref points at. */
  readonly target?: string;
  /** What each element of a list is. */
  readonly item?: Field;
  /** What structured data consists of. */
  readonly parts?: Readonly<Record<string, Field>>;
  /** The order of a list's elements is a person's to choose. */
  readonly isOrdered?: boolean;
  /** The noun of whose fields a list names some. */
  readonly fieldsOf?: string;
};

type Settings = FieldSettings;
type Flag<T, K extends string> = K extends keyof T ? (T[K] extends true ? true : false) : false;
type Made<S extends z.ZodType, T extends Settings> = Field<S> & {
  readonly required: Flag<T, 'required'>;
  readonly readOnly: Flag<T, 'readOnly'>;
};

const make = <S extends z.ZodType, const T extends Settings>(
  kind: FieldKind,
  schema: S,
  settings: T,
  more: Partial<Field> = {},
): Made<S, T> =>
  // the literal types of the two flags cannot be inferred through a spread
  ({
    ...settings,
    ...more,
    kind,
    schema,
    required: settings.required === true,
    readOnly: settings.readOnly === true,
  }) as unknown as Made<S, T>;

/** ULID in its canonical spelling (https://github.com/ulid/spec). */
export const recordId = z
  .string()
  .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, detail('notAnId'))
  .meta({ id: 'RecordId' });

/** Whole minor units (cents) and an ISO 4217 code. */
export const moneySchema = z
  .strictObject({
    amountMinor: z.int().meta({ description: 'Amount in minor units, e.g. cents' }),
    currency: z.string().regex(/^[A-Z]{3}$/, detail('notACurrency')),
  })
  .meta({ id: 'Money' });
export type Money = z.infer<typeof moneySchema>;

export const addressSchema = z
  .strictObject({
    kind: z.enum(['billing', 'shipping', 'office', 'home', 'other']).optional(),
    lines: z.array(singleLine(200)).max(5).optional(),
    city: singleLine(120).optional(),
    region: singleLine(120).optional(),
    postalCode: singleLine(20).optional(),
    country: singleLine(60).optional(),
  })
  .meta({ id: 'Address' });
export type Address = z.infer<typeof addressSchema>;

export const emailEntrySchema = z
  .strictObject({
    value: emailAddress,
    kind: z.enum(['work', 'home', 'other']).optional(),
    isPrimary: z.boolean().optional(),
    status: z.enum(['unknown', 'valid', 'softBouncing', 'hardBounced', 'complained']).optional(),
  })
  .meta({ id: 'EmailEntry' });
export const phoneEntrySchema = z
  .strictObject({
    value: phoneNumber,
    kind: z.enum(['mobile', 'work', 'home', 'fax', 'other']).optional(),
    isPrimary: z.boolean().optional(),
  })
  .meta({ id: 'PhoneEntry' });

const fileSchema = z
  .strictObject({ key: singleLine(300), name: singleLine(255), sizeBytes: z.int().min(0), mime: singleLine(120) })
  .meta({ id: 'File' });

type Choice = string | FieldOption;
type IdOf<C> = C extends FieldOption ? C['id'] : C extends string ? C : never;
const labelOf = (id: string): string => {
  const words = id.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
const optionsOf = (choices: readonly Choice[]): FieldOption[] =>
  choices.map((c) => (typeof c === 'string' ? { id: c, label: labelOf(c) } : c));
const idsOf = <C extends Choice>(choices: readonly C[]): [IdOf<C>, ...IdOf<C>[]] =>
  optionsOf(choices).map((o) => o.id) as [IdOf<C>, ...IdOf<C>[]];

/** One line of text, trimmed, at most 255 characters unless said otherwise. */
export const text = <const T extends Settings & { readonly max?: number }>(s: T) =>
  make('text', singleLine(s.max ?? 255), s);
/** Several lines of plain text, at most 20,000 characters unless said otherwise. */
export const longText = <const T extends Settings & { readonly max?: number }>(s: T) =>
  make('longText', multiLine(s.max ?? 20_000), s);
/** HTML of an allow-list, sanitised on write and again on render. */
export const rich = <const T extends Settings>(s: T) => make('richText', richText, s);
/** What DynamoDB can hold: numbers closer to zero than 1e-130 are none to it. */
const isStorable = (value: number): boolean => value === 0 || Math.abs(value) >= 1e-100;
const tooSmall = detail('nearlyZero');

/** A finite number. */
export const number = <
  const T extends Settings & { readonly min?: number; readonly max?: number; readonly int?: boolean },
>(
  s: T,
) =>
  make(
    'number',
    (s.int ? z.int() : z.number())
      .min(s.min ?? -1e15)
      .max(s.max ?? 1e15)
      .refine(isStorable, tooSmall),
    s,
  );
export const money = <const T extends Settings>(s: T) => make('money', moneySchema, s);
/** 0 to 100. */
export const percent = <const T extends Settings>(s: T) =>
  make('percent', z.number().min(0).max(100).refine(isStorable, tooSmall), s);
/** A calendar day, `2026-11-22`. */
export const date = <const T extends Settings>(s: T) => make('date', z.iso.date(), s);
/** An instant in UTC, `2026-11-22T09:30:00.000Z`. */
export const dateTime = <const T extends Settings>(s: T) => make('dateTime', z.iso.datetime(), s);
export const boolean = <const T extends Settings>(s: T) => make('boolean', z.boolean(), s);
export const choice = <const C extends Choice, const T extends Settings>(choices: readonly C[], s: T) =>
  make('enum', z.enum(idsOf(choices)), s, { options: optionsOf(choices) });
export const choices = <const C extends Choice, const T extends Settings>(of: readonly C[], s: T) =>
  make('multiEnum', z.array(z.enum(idsOf(of))).max(of.length), s, { options: optionsOf(of) });
export const email = <const T extends Settings>(s: T) => make('email', emailAddress, s);
export const emails = <const T extends Settings>(s: T) =>
  make('email', z.array(emailEntrySchema).max(20), s, { many: true });
export const phone = <const T extends Settings>(s: T) => make('phone', phoneNumber, s);
export const phones = <const T extends Settings>(s: T) =>
  make('phone', z.array(phoneEntrySchema).max(20), s, { many: true });
export const url = <const T extends Settings>(s: T) => make('url', webAddress, s);
export const address = <const T extends Settings>(s: T) => make('address', addressSchema, s);
export const ref = <const T extends Settings>(target: string, s: T) => make('ref', recordId, s, { target });
export const refs = <const T extends Settings>(target: string, s: T) =>
  make('multiRef', z.array(recordId).max(100), s, { target });
export const file = <const T extends Settings>(s: T) => make('file', fileSchema, s);
type Parts = Readonly<Record<string, Field & { readonly required?: boolean }>>;
type ShapeOf<P extends Parts> = {
  [K in keyof P]: P[K] extends { readonly required: true } ? P[K]['schema'] : z.ZodOptional<P[K]['schema']>;
};

/** Several values that belong together, each a field of its own: what a client can show and edit without knowing the noun. */
export const group = <const P extends Parts, const T extends Settings>(parts: P, s: T) => {
  const shape = Object.fromEntries(
    Object.entries(parts).map(([key, part]) => [key, part.required ? part.schema : part.schema.optional()]),
  );
  // the shape of each part's schema cannot be inferred through the entries
  return make('json', z.strictObject(shape as ShapeOf<P>), s, { parts });
};
/** A list whose elements are what `item` declares, at most 100 unless said otherwise. */
export const list = <
  S extends z.ZodType,
  const T extends Settings & { readonly max?: number; readonly isOrdered?: boolean },
>(
  item: Field<S>,
  s: T,
) => make('json', z.array(item.schema).max(s.max ?? 100), s, { item });
/** Keys of fields of another noun. */
export const fieldNames = <const T extends Settings & { readonly max?: number }>(noun: string, s: T) =>
  make('json', z.array(z.string().regex(fieldKeyPattern)).max(s.max ?? 30), s, { fieldsOf: noun });
/** Structured data of a schema of its own, which has a screen of its own. */
export const json = <S extends z.ZodType, const T extends Settings>(schema: S, s: T) => make('json', schema, s);
/** A list of short labels, e.g. domains or tags. */
export const labels = <const T extends Settings>(s: T) => make('json', z.array(singleLine(100)).max(100), s);
