import { createSignal } from 'solid-js';

/** The list that the person came from, for "next" and "previous" on a record's page. */
type Trail = {
  readonly noun: string;
  readonly ids: readonly string[];
  readonly address: string;
  readonly total: number | undefined;
};

const storeKey = 'trail';
/** Ids that are kept for the page after a reload. */
const mostKept = 2000;

/** What the tab remembers from before it was loaded again. */
const remembered = (): Trail | undefined => {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(storeKey) ?? 'null');
    if (typeof value !== 'object' || value === null) return undefined;
    const { noun, ids, address, total }: Readonly<Record<string, unknown>> = { ...value };
    if (typeof noun !== 'string' || typeof address !== 'string' || !Array.isArray(ids)) return undefined;
    return {
      noun,
      ids: ids.filter((id): id is string => typeof id === 'string'),
      address,
      total: typeof total === 'number' ? total : undefined,
    };
  } catch {
    return undefined;
  }
};

const [trail, setNow] = createSignal<Trail | undefined>(remembered());

export { trail };

export const setTrail = (next: Trail): void => {
  setNow(next);
  try {
    sessionStorage.setItem(storeKey, JSON.stringify({ ...next, ids: next.ids.slice(0, mostKept) }));
  } catch {
    // a full store costs the way back after a reload, and nothing else
  }
};
