import { availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

const load = (): string =>
  loadavg()
    .map((n) => n.toFixed(1))
    .join(' / ');

/** Watches the time and what else the machine has to do; `describe` tells of the machine and of the load before and after. */
export const watchMachine = () => {
  const before = load();
  const startedAt = performance.now();
  return {
    elapsedMs: (): number => performance.now() - startedAt,
    describe: (): string => {
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      return [
        `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${platform()}, Node ${process.versions.node}.`,
        `Load average over 1 / 5 / 15 minutes: ${before} at the beginning, ${load()} at the end; the run itself took ${seconds} s.`,
      ].join('\n');
    },
  };
};
