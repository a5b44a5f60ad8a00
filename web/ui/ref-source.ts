import { createContext, useContext } from 'solid-js';

/** How the picture of a record looks: round, square, or none at all. */
export type Shape = 'person' | 'thing' | 'none';

/** One thing that can be picked. */
export type Choice = {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly shape?: Shape;
};

/** How the base components find and name records of other nouns; the app provides it. */
export type RefSource = {
  readonly search: (noun: string, words: string) => Promise<readonly Choice[]>;
  /** The title of a record, once it is known; asks for it where it is not. Reactive. */
  readonly titleOf: (noun: string, id: string) => string | undefined;
  readonly shapeOf: (noun: string) => Shape;
  readonly hrefOf: (noun: string, id: string) => string | undefined;
  readonly create?: ((noun: string, title: string) => Promise<Choice | undefined>) | undefined;
};

const nothing: RefSource = {
  search: () => Promise.resolve([]),
  titleOf: () => undefined,
  shapeOf: () => 'thing',
  hrefOf: () => undefined,
};

const RefSourceContext = createContext<RefSource>(nothing);
export const RefSourceProvider = RefSourceContext.Provider;
export const useRefSource = (): RefSource => useContext(RefSourceContext);
