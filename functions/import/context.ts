import type { Seen } from '#functions/batch/seen.ts';
import type { Actor, Context, Ports } from '#functions/platform/context.ts';
import type { ImportRun } from '#shared/import/import.ts';
import { policyOf } from '#shared/policy/policy.ts';

/** The context in which the rows of an import are prepared and written: the rights of who began it, in the name of the import. */
export const importContext = (
  run: Pick<ImportRun, 'id' | 'name'>,
  actor: Actor,
  ports: Ports,
  seen: Seen,
  now: number,
): Context => ({
  actor: {
    ...actor,
    ref: { kind: 'import', id: run.id, name: `${actor.ref.name ?? 'Import'} (${run.name})`.slice(0, 255) },
  },
  policy: policyOf(actor),
  ports: { ...ports, table: seen.over(ports.table) },
  now,
  loaded: seen.records,
  states: new Map(),
  idempotency: undefined,
  address: '',
});
