import type { Entity } from '../contract/entity.ts';
import type { ImportFile } from './import-file.ts';

const targetsOf = (file: ImportFile, find: (noun: string) => Entity | undefined): Set<string> => {
  const entity = file.noun === null ? undefined : find(file.noun);
  return new Set(
    file.columns.flatMap((c) => {
      const target = c.field === null ? undefined : entity?.allFields[c.field]?.target;
      return target && target !== file.noun ? [target] : [];
    }),
  );
};

/** Files in the order in which they are written: what others refer to comes first, what is no records last; else as they were. */
export const inWriteOrder = (
  files: readonly ImportFile[],
  find: (noun: string) => Entity | undefined,
): ImportFile[] => {
  const left = files.filter((f) => f.use === 'records' && f.noun !== null && !f.problem);
  const others = files.filter((f) => !left.includes(f));
  const ordered: ImportFile[] = [];
  while (left.length > 0) {
    const isFree = (file: ImportFile): boolean => {
      const targets = targetsOf(file, find);
      return !left.some((other) => other !== file && other.noun !== null && targets.has(other.noun));
    };
    const next = left.find(isFree) ?? left[0];
    if (!next) break;
    ordered.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return [...ordered, ...others];
};
