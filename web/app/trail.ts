import { createSignal } from 'solid-js';

/** The list that the person came from, for "next" and "previous" on a record's page. */
type Trail = {
  readonly noun: string;
  readonly ids: readonly string[];
  readonly address: string;
  readonly total: number | undefined;
};

const [trail, setTrail] = createSignal<Trail>();

export { setTrail, trail };
