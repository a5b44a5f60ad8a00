import type { AnyRecord } from '#shared/contract/entity.ts';

/** Lists follow writes within a moment; for longer than this nothing need be asked for. */
const rememberedMs = 60_000;
const maxRemembered = 20;

type Write = { readonly noun: string; readonly id: string; readonly version: number; readonly at: number };
let writes: readonly Write[] = [];

/** Remembers what was just written, so that the next lists are at least as new. */
export const rememberWrite = (record: Pick<AnyRecord, 'type' | 'id' | 'version'>): void => {
  const write: Write = { noun: record.type, id: record.id, version: record.version, at: Date.now() };
  writes = [write, ...writes.filter((w) => w.id !== record.id)].slice(0, maxRemembered);
};

/** `at-least` for a list that shows these nouns; nothing where none of them was written lately. */
export const atLeast = (...nouns: readonly string[]): string | undefined => {
  const oldest = Date.now() - rememberedMs;
  const wanted = writes.filter((w) => w.at > oldest && (nouns.length === 0 || nouns.includes(w.noun)));
  return wanted.length > 0 ? wanted.map((w) => `${w.noun}/${w.id}@${w.version}`).join(',') : undefined;
};
