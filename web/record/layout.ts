import { type EntityInfo, sectionCalled } from '#web/lib/declarations.ts';
import type { FieldInfo } from '#web/ui/field.ts';
import { isEditable, isOpaque } from '#web/ui/field-kinds.ts';

/** Fields that a new record is asked for first, where the columns of its list are not the right ones. */
const asked: Readonly<Record<string, readonly string[]>> = {
  company: ['name', 'industry', 'kind', 'website', 'location', 'employees', 'annualRevenue', 'ownerId'],
  contact: ['givenName', 'familyName', 'emails', 'phones', 'companyId', 'title', 'ownerId'],
  deal: ['name', 'companyId', 'amount', 'closeDate', 'pipelineId', 'stageId', 'primaryContactId', 'ownerId'],
  lead: ['name', 'companyName', 'emails', 'phones', 'leadSource', 'rating', 'estimatedValue', 'ownerId'],
  task: ['title', 'kind', 'dueOn', 'priority', 'companyId', 'dealId', 'ownerId', 'body'],
  user: ['name', 'email', 'roleIds', 'memberOf', 'title'],
  role: ['name', 'group', 'description'],
};

export type KeyedField = { readonly key: string; readonly field: FieldInfo };

const keyed = (entity: EntityInfo, keys: readonly string[]): readonly KeyedField[] =>
  keys.flatMap((key) => {
    const field = entity.fields[key];
    return field ? [{ key, field }] : [];
  });

/** Fields of a form for a new record: the few that are asked at once, and all. */
export const formFields = (
  entity: EntityInfo,
): { readonly few: readonly KeyedField[]; readonly all: readonly KeyedField[] } => {
  const editable = keyed(entity, [...entity.ownFields, ...(entity.owned ? ['ownerId'] : []), 'tags']).filter(
    ({ field }) => isEditable(field),
  );
  const required = editable
    .filter(({ key, field }) => field.required && !(key in (entity.defaults ?? {})))
    .map(({ key }) => key);
  const wanted = new Set([...required, ...(asked[entity.noun] ?? [entity.title, ...entity.columns])]);
  const few = [...wanted].flatMap((key) => editable.find((entry) => entry.key === key) ?? []);
  return { few, all: [...few, ...editable.filter((entry) => !few.includes(entry))] };
};

export type PropertySection = { readonly title: string; readonly fields: readonly KeyedField[] };

/** The properties of a record page, by the sections that the fields name; the noun's own fields come first. */
export const sectionsOf = (entity: EntityInfo, about: string): readonly PropertySection[] => {
  const titles = new Map<string, KeyedField[]>();
  const keys = [...entity.ownFields, ...Object.keys(entity.fields).filter((key) => !entity.ownFields.includes(key))];
  for (const entry of keyed(entity, keys)) {
    // structured data has screens of its own
    if (isOpaque(entry.field) && entry.field.section !== sectionCalled('System')) continue;
    if ((entry.key === 'teamIds' || entry.key === 'ownerId') && !entity.owned) continue;
    const title = entry.field.section ?? about;
    titles.set(title, [...(titles.get(title) ?? []), entry]);
  }
  const places = new Map([
    [sectionCalled('Name'), 0],
    [about, 1],
    [sectionCalled('System'), 9],
  ]);
  const order = (title: string) => places.get(title) ?? 5;
  return [...titles].map(([title, fields]) => ({ title, fields })).sort((a, b) => order(a.title) - order(b.title));
};

/** Columns that a list can show. */
export const columnsOf = (entity: EntityInfo): readonly KeyedField[] =>
  keyed(entity, [
    entity.title,
    ...entity.ownFields.filter((key) => key !== entity.title),
    'ownerId',
    'teamIds',
    'tags',
    'source',
    'createdAt',
    'updatedAt',
    'deletedAt',
  ]).filter(({ field }) => field.kind !== 'json' || field.isLabels === true);
