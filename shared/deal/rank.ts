const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
const at = (text: string, i: number): number => (i < text.length ? digits.indexOf(text.charAt(i)) : 0);

/**
 * A rank between two ranks in text order, for the place between two cards; `undefined` is the end of the column.
 * Ranks are base-36 digits that never end in `0`, so that there is always room between any two. An end that does not lie after `before` counts as none.
 */
export const rankBetween = (before: string | undefined, after: string | undefined): string => {
  const low = before ?? '';
  let rank = '';
  let bounded = after !== undefined && after > low;
  for (let i = 0; ; i++) {
    const from = at(low, i);
    const to = bounded && after !== undefined ? (i < after.length ? at(after, i) : 0) : digits.length;
    if (to - from > 1) return rank + digits.charAt(from + Math.floor((to - from) / 2));
    rank += digits.charAt(from);
    if (to > from) bounded = false;
  }
};

/** The rank of a new card: newest first, before everything that was ranked by time earlier. */
export const rankOfTime = (timeMs: number): string => `${(36 ** 9 - 1 - timeMs).toString(36).padStart(9, '0')}i`;
