import { atMost, count, type Figure, milliseconds } from './figure.ts';
import type { Figures } from './measure-read-model.ts';

/** Of the snapshot of 100,000 records. */
const coldLoadTargetMs = 500;
const targetRecords = 100_000;

/** What `measure` found of a read model, as lines of the report. */
export const readModelFigures = (found: Figures): Figure[] => {
  const area = `read model, ${count(found.records)} records`;
  const coldLoad =
    found.records === targetRecords
      ? atMost(area, 'snapshot, cold load', found.coldLoadMs, coldLoadTargetMs, milliseconds)
      : { area, what: 'snapshot, cold load', value: milliseconds(found.coldLoadMs) };
  return [
    { area, what: 'build from events', value: `${milliseconds(found.buildMs)}, a file of ${found.fileMb} MB` },
    { area, what: 'snapshot', value: `${found.snapshotMb} MB, written in ${milliseconds(found.snapshotMs)}` },
    coldLoad,
    { area, what: 'follow lag, one new event', value: milliseconds(found.followMs) },
    ...found.queries.map(({ name, p50, p95 }) => ({
      area,
      what: `${name}, p50 / p95`,
      value: `${milliseconds(p50)} / ${milliseconds(p95)}`,
    })),
  ];
};
