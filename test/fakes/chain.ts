import { isStoredEvent, type StoredEvent, type StoredRecord } from '#functions/platform/stored.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { putRecord, storedRecord } from './people.ts';
import { type FakePorts, fakePorts } from './ports.ts';

export type Chain = {
  readonly ports: FakePorts;
  readonly record: StoredRecord;
  readonly events: readonly StoredEvent[];
};

/** A record with an event for each of these sets of values, oldest first. */
export const aChain = async (
  entity: Entity,
  id: string,
  versions: readonly Readonly<Record<string, unknown>>[],
): Promise<Chain> => {
  const ports = fakePorts();
  let before: StoredRecord | undefined;
  for (const values of versions) {
    ports.time.now += 1000;
    before = await putRecord(ports, { ...entity, defaults: {} }, id, values, before);
  }
  const record = await storedRecord(ports, entity.noun, id);
  const events = ports.store
    .all()
    .filter(isStoredEvent)
    .filter((event) => event.recordId === id)
    .sort((a, b) => a.version - b.version);
  return { ports, record, events };
};
