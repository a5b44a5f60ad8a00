import { isRecord } from '../assembly/template.ts';
import { matchesPattern } from '../events/pattern.ts';

/** Whether a record passes the filters of an event source mapping: one of them is enough, none at all passes everything. */
export type Filter = (record: unknown) => boolean;

/** Reads the patterns (JSON text) of `FilterCriteria.Filters`. */
export function createFilter(patterns: readonly string[]): Filter {
  const parsed = patterns.map((text) => {
    const pattern: unknown = JSON.parse(text);
    if (!isRecord(pattern)) throw new Error(`The filter pattern ${text} is no object.`);
    return pattern;
  });
  return (record) => parsed.length === 0 || parsed.some((pattern) => matchesPattern(pattern, record));
}

/** A queue's record as filters see it: a body that is JSON counts as what it says. */
export function withParsedBody<T extends { readonly body: string }>(record: T): Readonly<Record<string, unknown>> {
  try {
    return { ...record, body: JSON.parse(record.body) };
  } catch {
    return record;
  }
}
