const atOnce = 8;

/** Does one thing for each of many, a few at once; the first alone, so that what all of them need is read once. Answers in their order. */
export const inParallel = async <A, B>(items: readonly A[], one: (item: A) => Promise<B>): Promise<B[]> => {
  const results: B[] = [];
  for (let i = 0; i < items.length; i += i === 0 ? 1 : atOnce)
    results.push(...(await Promise.all(items.slice(i, i === 0 ? 1 : i + atOnce).map(one))));
  return results;
};
