import { openLeadsKey } from '#functions/lead/lead.rules.ts';
import { claimsOf } from '#functions/platform/claims.ts';
import {
  claimKey,
  isStoredEvent,
  isStoredRecord,
  type StoredEvent,
  type StoredRecord,
} from '#functions/platform/stored.ts';
import { faultOfChain } from '#functions/platform/verify-chain.ts';
import { isOpenLead } from '#shared/lead/open-lead.ts';
import { entityOf } from '#shared/registry.ts';
import type { SimPipeline } from './sim-pipeline.ts';
import type { SimTable } from './sim-table.ts';

/** Something does not hold that always must. */
export class Violation extends Error {
  override readonly name = 'Violation';
}
export const demand = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Violation(otherwise);
};

const recordsIn = (table: SimTable): StoredRecord[] => table.all().filter(isStoredRecord);
const eventsIn = (table: SimTable): StoredEvent[] => table.all().filter(isStoredEvent);

/** Every record's chain holds, a record has as many events as versions, and no event is without its record. */
export const demandChains = (table: SimTable): void => {
  const byRecord = Map.groupBy(eventsIn(table), (event) => event.pk);
  for (const record of recordsIn(table)) {
    const events = byRecord.get(record.pk) ?? [];
    const fault = faultOfChain(record, events);
    demand(!fault, `chain of ${record.pk} at version ${fault?.version}: ${fault?.what}`);
    demand(events.length === record.version, `${record.pk} has version ${record.version} and ${events.length} events`);
    byRecord.delete(record.pk);
  }
  demand(byRecord.size === 0, `events without a record: ${[...byRecord.keys()].join(', ')}`);
};

/** A claim for every unique value of every record outside the bin, and no other. */
export const demandClaims = (table: SimTable): void => {
  const expected = new Map<string, string>();
  for (const { record } of recordsIn(table)) {
    const entity = entityOf(record.type);
    if (!entity) continue;
    for (const { field, value } of claimsOf(entity, record)) {
      const { pk } = claimKey(entity.noun, field, value);
      demand(!expected.has(pk), `${pk} is held by two records`);
      expected.set(pk, record.id);
    }
  }
  const claims = table.all().filter((item) => item.sk === 'claim');
  for (const claim of claims)
    demand(expected.get(claim.pk) === claim.id, `${claim.pk} is claimed by ${String(claim.id)}`);
  demand(claims.length === expected.size, `${expected.size} unique values and ${claims.length} claims`);
};

/** What is counted along is what a recount gives. */
export const demandOpenLeadCounts = (table: SimTable): void => {
  const counted = new Map<string, number>();
  for (const { record } of recordsIn(table))
    if (record.type === 'lead' && isOpenLead(record) && typeof record.ownerId === 'string') {
      const { pk } = openLeadsKey(record.ownerId);
      counted.set(pk, (counted.get(pk) ?? 0) + 1);
    }
  const { pk: prefix } = openLeadsKey('');
  for (const item of table.all().filter((i) => i.pk.startsWith(prefix))) {
    demand(
      item.value === (counted.get(item.pk) ?? 0),
      `${item.pk} says ${String(item.value)}, a recount ${counted.get(item.pk) ?? 0}`,
    );
    counted.delete(item.pk);
  }
  demand(counted.size === 0, `not counted: ${[...counted.keys()].join(', ')}`);
};

/** What was published was committed before. Holds after every step. */
export const demandNothingInvented = (table: SimTable, pipeline: SimPipeline): void => {
  const committed = new Set(eventsIn(table).map((event) => event.eventId));
  for (const id of pipeline.published.keys())
    demand(committed.has(id), `event ${id} was published and is not committed`);
};

/** What was committed was published, once or more. Holds at rest. */
export const demandDelivered = (table: SimTable, pipeline: SimPipeline): void => {
  for (const event of eventsIn(table))
    demand(pipeline.published.has(event.eventId), `${event.type} ${event.eventId} was committed and never published`);
};
