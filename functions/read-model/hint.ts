import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import type { Field } from '#shared/contract/field.ts';
import type { ReadModel } from './model.ts';
import { type RefTitles, refsOf } from './records.ts';
import type { Viewer } from './view.ts';

type Shown = { readonly entity: Entity; readonly record: AnyRecord };

const partsOfHint = 2;

const firstValue = (value: unknown): unknown => {
  const [first] = Array.isArray(value) ? value : [value];
  return typeof first === 'object' && first !== null && 'value' in first ? first.value : first;
};

const wordFor = (field: Field, value: unknown, titles: RefTitles): string | undefined => {
  const first = firstValue(value);
  if (typeof first !== 'string') return undefined;
  switch (field.kind) {
    case 'ref':
      return titles[first]?.title;
    case 'enum':
      return field.options?.find((o) => o.id === first)?.label;
    case 'text':
    case 'email':
    case 'phone':
      return first;
    default:
      return undefined;
  }
};

/** A second line for each record that tells it from others of the same name: the first words of its usual columns. Records are as the actor sees them. */
export const hintsOf = (model: ReadModel, viewer: Viewer, shown: readonly Shown[]): string[] => {
  const lists = Map.groupBy(shown, (s) => s.entity);
  const titles = refsOf(
    model,
    viewer,
    [...lists].map(([entity, of]) => ({ entity, records: of.map((s) => s.record) })),
  );
  return shown.map(({ entity, record }) =>
    entity.columns
      .filter((key) => key !== entity.title && key !== 'ownerId')
      .flatMap((key) => {
        const field = entity.allFields[key];
        const word = field && wordFor(field, record[key], titles);
        return word ? [word] : [];
      })
      .slice(0, partsOfHint)
      .join(' · '),
  );
};
