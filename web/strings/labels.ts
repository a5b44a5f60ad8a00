/** Words of another language for what the declarations call things in English. */
export type Labels = {
  /** What nouns are called, one and many. */
  readonly nouns: Readonly<Record<string, readonly [one: string, many: string]>>;
  /** Labels of fields and choices, headings of sections and hints, by the English. */
  readonly words: Readonly<Record<string, string>>;
  /** Where one English word is several: by `noun.field`, `noun.field=choice`, `noun.field.part`, `noun.field[]`. */
  readonly at: Readonly<Record<string, string>>;
};

/** A field as far as it says something. */
export type Labelled = {
  readonly label: string;
  readonly section?: string;
  readonly help?: string;
  readonly options?: readonly { readonly id: string; readonly label: string }[];
  readonly item?: Labelled;
  readonly parts?: Readonly<Record<string, Labelled>>;
};

type Translate = (english: string, at: string) => string;

const fieldIn = <F extends Labelled>(field: F, at: string, word: Translate): F => ({
  ...field,
  label: word(field.label, at),
  ...(field.section !== undefined && { section: word(field.section, `${at}#section`) }),
  ...(field.help !== undefined && { help: word(field.help, `${at}#help`) }),
  ...(field.options && {
    options: field.options.map((option) => ({ ...option, label: word(option.label, `${at}=${option.id}`) })),
  }),
  ...(field.item && { item: fieldIn(field.item, `${at}[]`, word) }),
  ...(field.parts && { parts: fieldsWith(field.parts, at, word) }),
});

const fieldsWith = <F extends Labelled>(
  fields: Readonly<Record<string, F>>,
  at: string,
  word: Translate,
): Readonly<Record<string, F>> =>
  Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, fieldIn(field, `${at}.${key}`, word)]));

/** The fields of a noun in the words of another language; what that has no word for stays English. `*` stands for every noun. */
export const fieldsIn = <F extends Labelled>(
  labels: Labels | undefined,
  noun: string,
  fields: Readonly<Record<string, F>>,
): Readonly<Record<string, F>> =>
  labels ? fieldsWith(fields, noun, (english, at) => labels.at[at] ?? labels.words[english] ?? english) : fields;

/** What a noun is called in another language. */
export const nounIn = <L extends { readonly one: string; readonly many: string }>(
  labels: Labels | undefined,
  noun: string,
  label: L,
): L => {
  const [one, many] = labels?.nouns[noun] ?? [label.one, label.many];
  return { ...label, one, many };
};
