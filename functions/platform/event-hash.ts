import { createHash, createHmac } from 'node:crypto';
import type { EventBody } from './stored.ts';

/** JSON with sorted keys and without undefined: the same value gives the same text. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((v) => canonicalJson(v ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${pairs.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
};

/** Fields that change with every event and stand in the event itself. */
export const bookkeeping: ReadonlySet<string> = new Set(['version', 'updatedAt', 'updatedBy']);

/** What the chain holds of an event: as it was written, or after an erasure. */
export type Hashed = Omit<EventBody, 'hash'> & {
  /** After an erasure: commitments of the values that are gone. */
  readonly commitments?: Readonly<Record<string, string>>;
  /** After an erasure: salts of the values that stayed; `salt` itself is gone. */
  readonly salts?: Readonly<Record<string, string>>;
};

/** Names of the fields that an event changed, sorted: all at version 1, else those that `before` names; erased ones too. */
export const changedFields = (event: Pick<Hashed, 'version' | 'record' | 'before' | 'commitments'>): string[] => {
  const named = event.version === 1 ? Object.keys(event.record) : Object.keys(event.before);
  return [...new Set([...named, ...Object.keys(event.commitments ?? {})])].filter((f) => !bookkeeping.has(f)).sort();
};

/** The salt of one field, from the event's: so that erasing one value can keep the proof of the others. */
export const saltOf = (eventSalt: string, field: string): string =>
  createHmac('sha256', eventSalt).update(field).digest('base64url');

/** A salted digest of a field's new value: proves it without holding it. */
export const commitmentOf = (field: string, value: unknown, salt: string): string =>
  createHmac('sha256', salt)
    .update(`${field}\n${canonicalJson(value ?? null)}`)
    .digest('base64url');

/** Hash of an event over the one before it, what it says of itself, and the commitments of the fields that it changed. */
export const hashOf = (event: Hashed): string => {
  const commitments = changedFields(event).map((field) => {
    const kept = event.commitments?.[field];
    const value = event.record[field];
    // a commitment stands in for a value that is gone and never covers one that is there
    if (kept !== undefined && (value === undefined || value === null)) return [field, kept];
    return [field, commitmentOf(field, value, event.salts?.[field] ?? saltOf(event.salt, field))];
  });
  const { eventId, noun, recordId, version, schemaVersion, type, at, actor, cause } = event;
  return createHash('sha256')
    .update(event.previousHash)
    .update(canonicalJson([eventId, noun, recordId, version, schemaVersion, type, at, actor, cause, commitments]))
    .digest('base64url');
};

/** `previousHash` of a record's first event. */
export const chainStart = '';
