import type { StoredEvent } from '#functions/platform/stored.ts';
import type { Envelope } from '#shared/contract/event.ts';

/** Events on the bus stay below the 64 KB that EventBridge bills as one. */
export const maxDetailBytes = 60 * 1024;

/** What is published of a stored event; its data is left out, and it says so, where it would be larger than `maxBytes`. */
export const envelopeOf = (event: StoredEvent, maxBytes: number = maxDetailBytes): Envelope => {
  const head = {
    id: event.eventId,
    type: event.type,
    version: 1,
    noun: event.noun,
    recordId: event.recordId,
    recordVersion: event.version,
    at: event.at,
    actor: event.actor,
    cause: event.cause,
  };
  const whole: Envelope = { ...head, data: { record: event.record, before: event.before } };
  return Buffer.byteLength(JSON.stringify(whole)) <= maxBytes ? whole : { ...head, truncated: true };
};
