import { bookkeeping, canonicalJson } from '#functions/platform/event-hash.ts';
import type { Values } from '#functions/platform/rules.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';

/** The fields in which a record would differ, each with its old and new value. */
export const changesBetween = (before: AnyRecord, after: Values) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(
      (f) => !bookkeeping.has(f) && f !== 'id' && f !== 'type' && canonicalJson(before[f]) !== canonicalJson(after[f]),
    )
    .map((field) => ({ field, before: before[field], after: after[field] }));

/** What is wrong, field by field, in words that name the field. */
export const detailsOf = (
  error: {
    readonly message: string;
    readonly issues: readonly { readonly pointer: string; readonly detail: string }[];
  },
  entity: Entity,
): string[] =>
  error.issues.length === 0
    ? [error.message]
    : error.issues.map(({ pointer, detail }) => {
        const label = entity.allFields[pointer.slice(1).split('/')[0] ?? '']?.label;
        return label && !detail.includes(label) ? `${label}: ${detail}` : detail;
      });
