import { readdirSync, readFileSync } from 'node:fs';

export type Memory = { readonly rssBytes: number; readonly pssBytes: number; readonly processes: number };

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // a process that has just ended
    return '';
  }
};
/** Kilobytes that a line such as `Pss:  12 kB` names. */
const kilobytesOf = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);

const parents = (): Map<number, number> =>
  new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1] ?? 0)]),
  );

const descendants = (pid: number, all: ReadonlyMap<number, number>): number[] => [
  pid,
  ...[...all].filter(([, parent]) => parent === pid).flatMap(([child]) => descendants(child, all)),
];

/**
 * Memory of a process and all below it: resident sets added up, and proportional ones, in which what several share counts once. Undefined
 * where the system has no /proc.
 */
export const memoryOfTree = (pid: number): Memory | undefined => {
  if (process.platform !== 'linux') return undefined;
  const pids = descendants(pid, parents());
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) * 1024;
  return {
    rssBytes: sum(pids.map((id) => kilobytesOf(read(`/proc/${id}/status`), 'VmRSS'))),
    pssBytes: sum(pids.map((id) => kilobytesOf(read(`/proc/${id}/smaps_rollup`), 'Pss'))),
    processes: pids.length,
  };
};
