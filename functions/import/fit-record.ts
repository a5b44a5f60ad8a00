import { maxRecordBytes } from '#functions/platform/plan-change.ts';
import type { ImportFile } from '#shared/import/import-file.ts';

type Values = Readonly<Record<string, unknown>>;

/** What an event adds to the record, and what a later step may add to it. */
const spareBytes = 8 * 1024;

const sizeOf = (values: Values): number => Buffer.byteLength(JSON.stringify(values));

const trimFile = (file: ImportFile, samples: number, rows: number, decisions: number): ImportFile => ({
  ...file,
  preview: file.preview.slice(0, rows),
  columns: file.columns.map((c) => ({
    ...c,
    samples: c.samples.slice(0, samples).map((s) => s.slice(0, samples > 1 ? 80 : 40)),
  })),
  // what a person has decided always stays
  decisions: file.decisions.filter((d, i) => i < decisions || (d.decision !== 'pending' && d.proposal?.score !== 1)),
});

const steps: readonly (readonly [samples: number, rows: number, decisions: number])[] = [
  [5, 5, 200],
  [3, 2, 120],
  [2, 0, 60],
  [1, 0, 30],
  [0, 0, 15],
];

/** An import's record small enough to be stored: of very many columns fewer samples are kept, of problems the first. */
export const fitRecord = (values: Values): Values => {
  // the files of an import's record have their schema
  const files = values.files as readonly ImportFile[];
  const problems = Array.isArray(values.problems) ? values.problems : [];
  let fitted = values;
  for (const [samples, rows, decisions] of steps) {
    fitted = { ...values, files: files.map((f) => trimFile(f, samples, rows, decisions)) };
    if (sizeOf(fitted) <= maxRecordBytes - spareBytes) return fitted;
  }
  return {
    ...fitted,
    problems: problems.slice(0, 10),
    left: Array.isArray(values.left) ? values.left.slice(0, 10) : values.left,
  };
};
