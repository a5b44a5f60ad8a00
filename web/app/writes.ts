import type { AnyRecord } from '#shared/contract/entity.ts';

/** Lists follow writes within a moment; for longer than this nothing need be asked for. */
const rememberedMs = 60_000;
const maxRemembered = 20;

type Write = {
  readonly noun: string;
  readonly id: string;
  readonly version: number;
  readonly at: number;
  /** Made here, and not by somebody else. */
  readonly isOwn: boolean;
};
type Version = Pick<AnyRecord, 'type' | 'id' | 'version'>;
let writes: readonly Write[] = [];

/** Remembers what was just written, so that the next lists are at least as new. */
export const rememberWrite = (record: Version): void => remember(record, true);

/** Remembers what somebody else wrote, to the same end. */
export const rememberVersion = (record: Version): void => {
  if (!writes.some((w) => w.id === record.id && w.version >= record.version)) remember(record, false);
};

const remember = ({ type, id, version }: Version, isOwn: boolean): void => {
  const write: Write = { noun: type, id, version, at: Date.now(), isOwn };
  writes = [write, ...writes.filter((w) => w.id !== id)].slice(0, maxRemembered);
};

/** Whether this version, or a later one, was written here: what shows it has been asked for since. */
export const wroteAtLeast = ({ id, version }: Version): boolean =>
  writes.some((w) => w.isOwn && w.id === id && w.version >= version);

/** `at-least` for a list that shows these nouns; nothing where none of them was written lately. */
export const atLeast = (...nouns: readonly string[]): string | undefined => {
  const oldest = Date.now() - rememberedMs;
  const wanted = writes.filter((w) => w.at > oldest && (nouns.length === 0 || nouns.includes(w.noun)));
  return wanted.length > 0 ? wanted.map((w) => `${w.noun}/${w.id}@${w.version}`).join(',') : undefined;
};
