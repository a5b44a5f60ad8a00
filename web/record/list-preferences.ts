import { createSignal, type Signal } from 'solid-js';

/** How a person likes the lists of a noun to be, on this machine: what no view keeps. */
export type ListPreferences = {
  readonly widths: Readonly<Record<string, number>>;
  /** Columns that stay at the left while the rest scrolls. */
  readonly pinned: readonly string[];
  /** Ids of views in the order of their tabs; the rest come after them. */
  readonly tabs: readonly string[];
  /** The view that the list opens with. */
  readonly defaultView?: string | undefined;
  /** How the list was last looked at where no view says it. */
  readonly layout?: string | undefined;
};

const keyOf = (noun: string): string => `list.${noun}`;
const blank: ListPreferences = { widths: {}, pinned: [], tabs: [] };

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];

const load = (noun: string): ListPreferences => {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(noun)) ?? '{}');
    if (typeof value !== 'object' || value === null) return blank;
    const { widths, pinned, tabs, defaultView, layout }: Readonly<Record<string, unknown>> = { ...value };
    return {
      widths: Object.fromEntries(
        Object.entries(widths ?? {}).filter((pair): pair is [string, number] => typeof pair[1] === 'number'),
      ),
      pinned: texts(pinned),
      tabs: texts(tabs),
      ...(typeof defaultView === 'string' && { defaultView }),
      ...(typeof layout === 'string' && { layout }),
    };
  } catch {
    return blank;
  }
};

const known = new Map<string, Signal<ListPreferences>>();
const signalOf = (noun: string): Signal<ListPreferences> => {
  const signal = known.get(noun) ?? createSignal(load(noun));
  known.set(noun, signal);
  return signal;
};

/** What the person likes, as it is now. */
export const preferencesOf = (noun: string): ListPreferences => signalOf(noun)[0]();

/** Keeps what the person likes from now on. */
export const prefer = (noun: string, change: Partial<ListPreferences>): void => {
  const [now, set] = signalOf(noun);
  const next = { ...now(), ...change };
  set(next);
  localStorage.setItem(keyOf(noun), JSON.stringify(next));
};
