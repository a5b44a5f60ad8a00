import type { Actor, Context, Ports } from '#functions/platform/context.ts';
import { policyOf } from '#shared/policy/policy.ts';
import type { Seen } from './seen.ts';

/** The context in which a job reads, prepares and writes records: in the name and with the rights of a person. */
export const personContext = (actor: Actor, ports: Ports, seen: Seen, now: number): Context => ({
  actor,
  policy: policyOf(actor),
  ports: { ...ports, table: seen.over(ports.table) },
  now,
  loaded: seen.records,
  states: new Map(),
  idempotency: undefined,
  address: '',
});
