import type { CommitRequest, Committed, Refusal } from './commit.ts';
import { type PlannedChange, planChange } from './plan-change.ts';
import type { Ids } from './ports.ts';
import { claimKey, doneKey, idempotencyKey, type StoredRecord } from './stored.ts';
import type { Item, Key, TransactItem } from './table.ts';

/** An item of the transaction with what it means where its condition does not hold. */
type Action = { readonly item: TransactItem; readonly refusal: (found: Item | undefined) => Refusal | undefined };

const doneDays = 35;
const daySeconds = 86_400;
const nameOf = (key: Key): string => `${key.pk}\n${key.sk}`;

const writesOf = ({ change, items }: PlannedChange): Action[] =>
  items.map((item) => ({
    item,
    refusal: (found) => ({
      kind: 'version',
      noun: change.entity.noun,
      id: change.id,
      // the item of a record's key is a stored record
      current: found?.sk === 'record' ? (found as StoredRecord) : undefined,
    }),
  }));

/** Claims of all changes together: a value that one record frees and another takes changes hands; one taken twice is refused. */
const claimsOf = (planned: readonly PlannedChange[]): { actions: Action[]; refused?: Refusal } => {
  const freed = new Map<string, { readonly key: Key; readonly id: string }>();
  for (const { change, freed: claims } of planned)
    for (const { field, value } of claims) {
      const key = claimKey(change.entity.noun, field, value);
      freed.set(nameOf(key), { key, id: change.id });
    }
  const taken = new Map<string, Action>();
  const owners = new Map<string, string>();
  for (const { change, taken: claims } of planned)
    for (const { field, value } of claims) {
      const { noun } = change.entity;
      const key = claimKey(noun, field, value);
      const refusal = (ownerId: unknown): Refusal => ({
        kind: 'claim',
        noun,
        field,
        value,
        ownerId: typeof ownerId === 'string' ? ownerId : undefined,
      });
      const other = owners.get(nameOf(key));
      if (other !== undefined) return { actions: [], refused: refusal(other) };
      owners.set(nameOf(key), change.id);
      const from = freed.get(nameOf(key));
      taken.set(nameOf(key), {
        item: {
          put: { ...key, noun, id: change.id },
          condition: from ? { equalsOrAbsent: { attribute: 'id', value: from.id } } : { absent: true },
        },
        refusal: (found) => refusal(found?.id),
      });
    }
  const gone = [...freed.entries()].filter(([name]) => !taken.has(name));
  const left = gone.map(
    ([, { key, id }]): Action => ({
      // a field that became unique after the record was written has no claim yet
      item: { delete: key, condition: { equalsOrAbsent: { attribute: 'id', value: id } } },
      refusal: () => undefined,
    }),
  );
  return { actions: [...taken.values(), ...left] };
};

/** What several changes ask for alike is asked once: a transaction takes one action an item. */
const mergedAlso = (also: readonly TransactItem[], written: ReadonlySet<string>): Action[] => {
  const merged = new Map<string, Action>();
  for (const [index, item] of also.entries()) {
    const refusal = (found: Item | undefined): Refusal => ({ kind: 'also', index, item: found });
    if ('check' in item) {
      const name = nameOf(item.check);
      // a record that is written along is guarded by its own version
      if (!written.has(name) && !merged.has(name)) merged.set(name, { item, refusal });
    } else if ('increment' in item) {
      const name = nameOf(item.increment);
      const known = merged.get(name)?.item;
      const by = item.by + (known && 'increment' in known ? known.by : 0);
      merged.set(name, { item: { ...item, by }, refusal });
    } else merged.set(nameOf('put' in item ? item.put : item.delete), { item, refusal });
  }
  return [...merged.values()].filter(({ item }) => !('increment' in item && item.by === 0));
};

const marksOf = ({ changes, idempotency, done }: CommitRequest, results: readonly Committed[], seconds: number) => {
  const marks: Action[] = [];
  const [change] = changes;
  const [first] = results;
  if (idempotency && change && first)
    marks.push({
      item: {
        put: {
          ...idempotencyKey(idempotency.actor, idempotency.route, idempotency.key),
          requestHash: idempotency.requestHash,
          noun: change.entity.noun,
          id: change.id,
          eventId: first.eventId,
          ttl: seconds + daySeconds,
        },
        // an expired item may still be there: the table's own expiry takes its time
        condition: { lessOrAbsent: { attribute: 'ttl', value: seconds + 1 } },
      },
      refusal: (item) => ({ kind: 'idempotency', item }),
    });
  if (done)
    marks.push({
      item: {
        put: { ...doneKey(done.consumer, done.eventId), ttl: seconds + doneDays * daySeconds },
        condition: { absent: true },
      },
      refusal: () => ({ kind: 'done' }),
    });
  return marks;
};

/**
 * Everything that a commit writes, stamped now, with what each refused item means and what the changes come to. `refused` where the
 * changes stand against each other.
 */
export const planTransaction = (request: CommitRequest, nowMs: number, ids: Ids) => {
  const planned = request.changes.map((change) => planChange(change, request, nowMs, ids));
  const results = planned.map((p) => p.result);
  const writes = planned.flatMap(writesOf);
  const written = new Set(writes.flatMap(({ item }) => ('put' in item ? [nameOf(item.put)] : [])));
  const claims = claimsOf(planned);
  const actions = [
    ...writes,
    ...claims.actions,
    ...marksOf(request, results, Math.floor(nowMs / 1000)),
    ...mergedAlso(request.also ?? [], written),
  ];
  return {
    items: actions.map((a) => a.item),
    refusals: actions.map((a) => a.refusal),
    results,
    refused: claims.refused,
  };
};
