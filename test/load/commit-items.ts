import { planTransaction } from '#functions/platform/plan-transaction.ts';
import type { Ids } from '#functions/platform/ports.ts';
import type { Values } from '#functions/platform/rules.ts';
import type { Item } from '#functions/platform/table.ts';
import type { ActorRef, Entity } from '#shared/contract/entity.ts';

const loader: ActorRef = { kind: 'import', id: 'bench', name: 'Bench' };

/** The items that `commit` would write for a new record: record, event with its hash, claims. */
export const commitItems = (entity: Entity, id: string, after: Values, nowMs: number, ids: Ids): Item[] => {
  const change = { entity, id, before: undefined, after, verb: 'created' };
  const { items, refused } = planTransaction({ actor: loader, changes: [change] }, nowMs, ids);
  if (refused) throw new Error(`a fixture was refused: ${refused.kind}`);
  return items.flatMap((item) => ('put' in item ? [item.put] : []));
};
