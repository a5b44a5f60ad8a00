import { For, type JSX } from 'solid-js';

/** A sentence of a dictionary with something in it that is more than words: `moved {what} to {stage}`, whose order each language chooses. */
export const Sentence = (props: { of: string; parts: Readonly<Record<string, () => JSX.Element>> }) => (
  <For each={props.of.split(/\{(\w+)\}/)}>{(piece, index) => (index() % 2 === 0 ? piece : props.parts[piece]?.())}</For>
);
