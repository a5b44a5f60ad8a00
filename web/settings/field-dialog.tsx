import type { AnyRecord } from '#shared/contract/entity.ts';
import { entityOf } from '#web/lib/declarations.ts';
import type { FieldInfo } from '#web/ui/field.ts';
import { DefinitionForm } from './definition-form.tsx';
import { fieldStrings } from './field-strings.ts';

type Values = Readonly<Record<string, unknown>>;
const searchable: ReadonlySet<unknown> = new Set(['text', 'longText', 'richText', 'email', 'phone', 'url']);

/** Choices without their ids, which the server makes and which stay; new ones are not retired yet. */
const withoutIds = (field: FieldInfo, isNew: boolean): FieldInfo => {
  const { id: _id, isRetired, ...parts } = field.item?.parts ?? {};
  const shown = { ...(!isNew && isRetired && { isRetired }), ...parts };
  return {
    ...field,
    ...(!isNew && { help: fieldStrings.retiredChoices }),
    ...(field.item && { item: { ...field.item, parts: shown } }),
  };
};

/** The fields of a definition that its kind asks for; what cannot be changed any more is shown and stays. */
const asked = (isNew: boolean) => {
  const fields = entityOf('customField')?.fields ?? {};
  const made = new Map<string, FieldInfo>();
  return (draft: Values) => choose(fields, made, isNew, draft);
};

const choose = (
  fields: Readonly<Record<string, FieldInfo>>,
  made: Map<string, FieldInfo>,
  isNew: boolean,
  draft: Values,
) => {
  const kind = draft['kind'];
  const isChoice = kind === 'enum' || kind === 'multiEnum';
  const isLink = kind === 'ref' || kind === 'multiRef';
  const fixed = (field: FieldInfo): FieldInfo => ({ ...field, readOnly: !isNew });
  const wanted: readonly (readonly [string, boolean, ((field: FieldInfo) => FieldInfo)?])[] = [
    ['label', true],
    ['kind', isNew, fixed],
    ['target', isLink && isNew, (field) => ({ ...fixed(field), required: true })],
    ['options', isChoice, (field) => ({ ...withoutIds(field, isNew), required: true })],
    ['section', true],
    ['help', true],
    ['sensitivity', true],
    ['isRequired', true],
    ['isSearchable', searchable.has(kind)],
    ['note', true],
  ];
  return wanted.flatMap(([key, isWanted, as = (field: FieldInfo) => field]) => {
    const field = fields[key];
    if (!isWanted || !field) return [];
    // the same from one keystroke to the next, so that the input under it stays
    const known = made.get(key) ?? as(field);
    made.set(key, known);
    return [{ key, field: known }];
  });
};

/** The window in which a custom field is made or changed. */
export const FieldDialog = (props: { noun: string; record: AnyRecord | undefined; onClose: () => void }) => {
  const fields = asked(props.record === undefined);
  return (
    <DefinitionForm
      defining="customField"
      noun={props.noun}
      record={props.record}
      title={props.record ? fieldStrings.editField(String(props.record['label'])) : fieldStrings.newField}
      start={{ kind: 'text' }}
      fields={fields}
      conditions={[
        { key: 'visibleWhen', note: fieldStrings.always },
        { key: 'requiredWhen', note: fieldStrings.never },
      ]}
      onClose={props.onClose}
    />
  );
};

/** The window in which a validation rule is made or changed. */
export const RuleDialog = (props: { noun: string; record: AnyRecord | undefined; onClose: () => void }) => {
  const places = Object.entries(entityOf(props.noun)?.fields ?? {}).flatMap(([id, { label, readOnly }]) =>
    readOnly ? [] : [{ id, label }],
  );
  const fields = ['name', 'message', 'field', 'isActive'].flatMap((key) => {
    const field = entityOf('validationRule')?.fields[key];
    if (!field) return [];
    return [{ key, field: key === 'field' ? { ...field, kind: 'enum' as const, options: places } : field }];
  });
  return (
    <DefinitionForm
      defining="validationRule"
      noun={props.noun}
      record={props.record}
      title={props.record ? fieldStrings.editRule(String(props.record['name'])) : fieldStrings.newRule}
      start={{ isActive: true }}
      fields={() => fields}
      conditions={[{ key: 'wrongWhen', note: fieldStrings.wrong }]}
      onClose={props.onClose}
    />
  );
};
