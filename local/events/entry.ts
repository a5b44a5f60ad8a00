import * as z from 'zod';

/** An entry of `PutEvents` as it arrives: everything may be missing, and each entry fails on its own. */
export const entrySchema = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  Time: z.union([z.number(), z.string()]).optional(),
  TraceHeader: z.string().optional(),
});

export type Entry = z.output<typeof entrySchema>;

/** An event on a bus. */
export type BusEvent = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
};

/** Why one entry is not accepted. */
export type EntryFailure = { readonly ErrorCode: string; readonly ErrorMessage: string };

/** The limit of one request, which a single entry may fill. */
export const maxEntriesBytes = 1_048_576;

/** An entry's size as AWS counts it. */
export function entryBytes(entry: Entry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), entry.Time === undefined ? 0 : 14);
}

/** The parsed detail of an entry, or why the entry is refused. */
export function checkEntry(entry: Entry): { readonly detail: Record<string, unknown> } | EntryFailure {
  for (const name of ['Source', 'DetailType', 'Detail'] as const)
    if (entry[name] === undefined || entry[name] === '')
      return invalid(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  if (entry.Source?.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  if ((entry.DetailType ?? '').length > 128)
    return invalid('Parameter DetailType is not valid. Reason: DetailType must not be longer than 128 characters.');
  try {
    const detail: unknown = JSON.parse(entry.Detail ?? '');
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return { detail: { ...detail } };
  } catch {
    // Falls through to the same answer as JSON that is no object.
  }
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

export function invalid(message: string): EntryFailure {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: message };
}

/** An event's time in whole seconds, as AWS writes it. */
export function eventTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
