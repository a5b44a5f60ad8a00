import { createSignal } from 'solid-js';

/** A record that the person is about to create, with what is filled in already. */
export type Creation = {
  readonly noun: string;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
  readonly onCreated?: ((id: string) => void) | undefined;
};

const [creation, setCreation] = createSignal<Creation>();

export { creation };

/** Opens the dialog for a new record, from wherever one is. */
export const openCreate = (next: Creation): void => {
  setCreation(() => next);
};
export const closeCreate = (): void => {
  setCreation(undefined);
};
