import type { DateOrder, Encoding, ImportMode, Separator } from '#shared/import/import-file.ts';
import { strings } from '#web/app/strings.ts';

type Option<T extends string> = { readonly id: T; readonly label: string };

/** Options from a complete list of labels: a value that is added to the declaration does not compile without its label here. */
const optionsOf = <T extends string>(labels: Readonly<Record<T, string>>): readonly Option<T>[] =>
  // the keys of a record of T are T
  Object.entries(labels).map(([id, label]) => ({ id: id as T, label: String(label) }));

// the lists of `shared/import/import-file.ts` are not imported as values: they would bring the schema library along
export const encodingOptions = optionsOf<Encoding>({
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252',
});
export const separatorOptions = optionsOf<Separator>(strings.import.separators);
export const dateOrderOptions = optionsOf<DateOrder>(strings.import.dateOrders);
export const modeOptions = optionsOf<ImportMode>(strings.import.modes);

/** The option of this id, where there is one. */
export const pick = <T extends string>(options: readonly Option<T>[], id: string | undefined): T | undefined =>
  options.find((option) => option.id === id)?.id;
