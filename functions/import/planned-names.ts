import { sameName } from '#shared/import/similar.ts';
import type { Named } from './lookup.ts';

/** So many names are held for references; more rows of a noun that others refer to by name are too many to tell apart by it. */
export const maxNames = 300_000;
const maxTitles = 20_000;

/** Names of records that the import itself makes or changes, by noun, so that rows can refer to rows. */
export class PlannedNames {
  readonly #ids = new Map<string, Map<string, Named | undefined>>();
  readonly #titles = new Map<string, Named[]>();
  readonly #aliases = new Map<string, string>();
  readonly #wanted: ReadonlySet<string>;

  /** `wanted`: nouns that columns refer to. */
  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  isWanted(noun: string): boolean {
    return this.#wanted.has(noun);
  }

  add(noun: string, named: Named): void {
    if (!this.#wanted.has(noun) || named.title === '') return;
    const ids = this.#ids.get(noun) ?? new Map<string, Named | undefined>();
    this.#ids.set(noun, ids);
    if (ids.size >= maxNames) return;
    const key = sameName(named.title);
    const known = ids.get(key);
    // a name that two rows have tells neither
    const isOther = ids.has(key) && (known === undefined || this.finalId(known.id) !== named.id);
    ids.set(key, isOther ? undefined : named);
    const titles = this.#titles.get(noun) ?? [];
    this.#titles.set(noun, titles);
    if (titles.length < maxTitles) titles.push(named);
  }

  find(noun: string, name: string): Named | undefined {
    return this.#ids.get(noun)?.get(sameName(name));
  }

  titles(noun: string): readonly Named[] {
    return this.#titles.get(noun) ?? [];
  }

  /** A row turned out to be a record that is there already. */
  alias(rowId: string, id: string): void {
    if (rowId !== id) this.#aliases.set(rowId, id);
  }

  finalId(id: string): string {
    return this.#aliases.get(id) ?? id;
  }
}
