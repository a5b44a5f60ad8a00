/** What two spellings of a name share: Unicode NFKC, lower case, without accents, punctuation and blanks. */
export const nameKey = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** The form in which two cells are the same name: case and outer and repeated blanks apart. */
export const sameName = (text: string): string => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

/** Edits (insert, delete, replace, swap of neighbours) between two words; more than `max` is answered as `max + 1`. */
export const editDistance = (a: string, b: string, max: number): number => {
  if (Math.abs(a.length - b.length) > max) return max + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
      if (cost < best) best = cost;
    }
    if (best > max) return max + 1;
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
};

/** How likely two texts mean the same name, 0 to 1; 0 where they differ too much to be proposed. */
export const similarity = (a: string, b: string): number => {
  if (sameName(a) === sameName(b)) return 1;
  const x = nameKey(a);
  const y = nameKey(b);
  if (x === '' || y === '') return 0;
  if (x === y) return 0.97;
  const longer = Math.max(x.length, y.length);
  const max = Math.floor(longer * 0.2);
  const edits = max === 0 ? 1 : editDistance(x, y, max);
  if (edits <= max) return 0.95 * (1 - edits / longer);
  const [short, long] = x.length < y.length ? [x, y] : [y, x];
  // "Acme" for "Acme Corporation"
  return short.length >= 4 && long.startsWith(short) && short.length / long.length >= 0.4
    ? 0.7 + 0.1 * (short.length / long.length)
    : 0;
};

/** The candidate that a text most likely means, where one is likely and no other as likely. */
export const mostSimilar = <C extends { readonly title: string }>(
  text: string,
  candidates: Iterable<C>,
): (C & { readonly score: number }) | undefined => {
  let best: (C & { readonly score: number }) | undefined;
  let second = 0;
  for (const candidate of candidates) {
    const score = similarity(text, candidate.title);
    if (score > (best?.score ?? 0)) {
      second = best?.score ?? 0;
      best = { ...candidate, score };
    } else if (score > second) second = score;
  }
  return best && best.score >= 0.75 && best.score > second ? best : undefined;
};
