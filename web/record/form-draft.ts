type Draft = Readonly<Record<string, unknown>>;

/** A draft is its writer's: somebody else at the same tab does not get to see it. */
const keyOf = (userId: string, noun: string): string => `form.${userId}.${noun}`;

/** What was typed into a form for a new record and not sent: it survives a reload. */
export const loadDraft = (userId: string, noun: string): Draft | undefined => {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(keyOf(userId, noun)) ?? 'null');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

/** Keeps what was typed beyond what the form began with; nothing of it is as good as no draft. */
export const saveDraft = (userId: string, noun: string, draft: Draft, begun: Draft): void => {
  const typed = Object.entries(draft).filter(
    ([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(begun[key]),
  );
  try {
    if (typed.length === 0) sessionStorage.removeItem(keyOf(userId, noun));
    else sessionStorage.setItem(keyOf(userId, noun), JSON.stringify(Object.fromEntries(typed)));
  } catch {
    // a full store costs the draft, and nothing else
  }
};

export const dropDraft = (userId: string, noun: string): void => sessionStorage.removeItem(keyOf(userId, noun));
