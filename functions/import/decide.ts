import type { Entity } from '#shared/contract/entity.ts';
import { decisionsFor } from '#shared/import/decisions.ts';
import { placeIn } from '#shared/import/dictionary.ts';
import type { DecisionKind, ImportColumn, ImportDecision } from '#shared/import/import-file.ts';
import { sameName } from '#shared/import/similar.ts';
import type { Resolver } from './resolver.ts';

/** How often each value of a column was seen, by `sameName`. */
export type Tally = Map<string, { readonly value: string; count: number }>;

const maxPerColumn = 60;
const maxTallied = 100_000;

/** Counts a value; of very many different ones only the first are told apart. */
export const tally = (seen: Tally, cell: string): void => {
  const value = cell.trim();
  if (value === '') return;
  const key = sameName(value);
  const known = seen.get(key);
  if (known) known.count++;
  else if (seen.size < maxTallied) seen.set(key, { value, count: 1 });
};

/** What becomes of values nobody decided about: text is kept where there is a place for it, all else waits for a person. */
export const presetOf = (entity: Entity, field: string): DecisionKind =>
  decisionsFor(entity, field).includes('keepAsText') ? 'keepAsText' : 'pending';

/** Columns whose matches are shown as well: few values, each with a meaning. */
const showsMatches = (resolver: Resolver): boolean =>
  resolver.noun === undefined || resolver.noun === 'user' || resolver.noun === 'stage' || resolver.noun === 'pipeline';

const cutName = (text: string): string => text.slice(0, 255).replace(/[\uD800-\uDBFF]$/, '');

/** What is to be decided about the values of a column, decisions that were taken kept; and how many values match as they are. */
export const proposeDecisions = async (
  entity: Entity,
  column: ImportColumn,
  resolver: Resolver,
  seen: Tally,
): Promise<{ readonly decisions: ImportDecision[]; readonly matched: number }> => {
  const values = [...seen.values()];
  await resolver.prepare(values.map((v) => v.value));
  const preset = column.otherwise ?? presetOf(entity, resolver.target.key);
  const decisions: ImportDecision[] = [];
  let matched = 0;
  const place = (value: string): number => (resolver.noun === 'stage' ? placeIn(column.note, value) : 0);
  const ordered = [...values].sort((a, b) => place(a.value) - place(b.value) || b.count - a.count);
  for (const { value, count } of ordered) {
    const exact = resolver.exact(value);
    if (exact) matched++;
    const taken = resolver.decision(value);
    const entry = { column: column.index, value: cutName(value), count };
    if (taken && !(taken.decision === 'pending' && exact)) {
      decisions.push({ ...taken, count });
      continue;
    }
    if (decisions.length >= maxPerColumn || value.length > 255) continue;
    if (exact) {
      if (showsMatches(resolver))
        decisions.push({
          ...entry,
          proposal: { ...exact, title: cutName(exact.title), score: 1 },
          decision: 'use',
          useId: exact.id,
        });
      continue;
    }
    const near = await resolver.proposal(value);
    const proposal = near && { id: near.id, title: cutName(near.title), score: Math.round(near.score * 100) / 100 };
    decisions.push({ ...entry, ...(proposal && { proposal }), decision: proposal ? 'pending' : preset });
  }
  return { decisions, matched };
};
