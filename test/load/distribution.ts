/** The value below which a share of the sorted values lies (nearest rank). */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

export type Distribution = {
  readonly count: number;
  readonly p25: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};

export const distributionOf = (values: readonly number[]): Distribution => {
  const sorted = values.toSorted((a, b) => a - b);
  const [p25 = 0, p50 = 0, p95 = 0, p99 = 0] = [0.25, 0.5, 0.95, 0.99].map((share) => percentile(sorted, share));
  return { count: sorted.length, p25, p50, p95, p99 };
};

/** Runs it that often and answers how long each run took, in milliseconds. */
export const timesOf = (runs: number, run: (n: number) => unknown): number[] =>
  Array.from({ length: runs }, (_, n) => {
    const startedAt = performance.now();
    run(n);
    return performance.now() - startedAt;
  });
