type WithId = { readonly id: string };

/**
 * The rows of a list that was asked for again, in the order in which they stand already: whoever works down a list sorted by the last change
 * is not to see each row jump to the top. New rows stand behind the one that they follow in `next`.
 */
export const keptOrder = <R extends WithId>(before: readonly WithId[], next: readonly R[]): readonly R[] => {
  if (before.length === 0) return next;
  const byId = new Map(next.map((row) => [row.id, row]));
  const stood = new Set(before.map((row) => row.id));
  const followers = new Map<string | undefined, R[]>();
  let last: string | undefined;
  for (const row of next) {
    if (stood.has(row.id)) last = row.id;
    else followers.set(last, [...(followers.get(last) ?? []), row]);
  }
  const kept = before.flatMap(({ id }) => {
    const row = byId.get(id);
    return row ? [row, ...(followers.get(id) ?? [])] : [];
  });
  return [...(followers.get(undefined) ?? []), ...kept];
};
