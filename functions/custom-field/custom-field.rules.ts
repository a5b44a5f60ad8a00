import { customisationKey } from '#functions/platform/customisation.ts';
import type { RecordRules, RuleInput, Values } from '#functions/platform/rules.ts';
import type { Entity } from '#shared/contract/entity.ts';
import type { FieldOption } from '#shared/contract/field.ts';
import { ProblemError, type ProblemIssue } from '#shared/contract/problem.ts';
import type { Customisation, FieldDefinition } from '#shared/custom-field/definition.ts';
import { definitionOf, inOrder } from '#shared/custom-field/definition.ts';
import { maxCustomFields } from '#shared/custom-field/extendable.ts';
import { slugOf, uniqueSlug } from '#shared/custom-field/slug.ts';
import { entityOf } from '#shared/registry.ts';
import {
  changeItem,
  conditionIssues,
  customisationAt,
  extendableNoun,
  looksAt,
  refuse,
} from './change-customisation.ts';

const searchable: ReadonlySet<string> = new Set(['text', 'longText', 'richText', 'email', 'phone', 'url']);
const isChoice = (kind: unknown): boolean => kind === 'enum' || kind === 'multiEnum';
const isRef = (kind: unknown): boolean => kind === 'ref' || kind === 'multiRef';

const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** What stays for ever: where the values are stored, and how they are to be understood. */
const fixed: readonly string[] = ['noun', 'kind', 'target'];

const changedIssues = ({ before, after }: RuleInput): ProblemIssue[] =>
  before === undefined
    ? []
    : fixed
        .filter((key) => before[key] !== after[key])
        .map((key) => ({ pointer: `/${key}`, detail: 'cannot be changed; retire this field and add another' }));

const labelIssues = (entity: Entity, { fields }: Customisation, after: Values): ProblemIssue[] => {
  if (after.isRetired === true) return [];
  const label = String(after.label);
  const others = [
    ...Object.values(entity.allFields).map((f) => f.label),
    ...fields.filter((f) => f.id !== after.id && !f.isRetired).map((f) => f.label),
  ];
  return others.some((other) => sameName(other, label))
    ? [{ pointer: '/label', detail: `There is a field “${label}” already.` }]
    : [];
};

const targetIssues = ({ kind, target }: Values): ProblemIssue[] => {
  if (!isRef(kind)) return target === undefined ? [] : [{ pointer: '/target', detail: 'only links have a target' }];
  return typeof target === 'string' && entityOf(target)
    ? []
    : [{ pointer: '/target', detail: 'must say which records it links to' }];
};

// the schema of the noun keeps this shape, but for the ids that are made here
type GivenOption = Omit<FieldOption, 'id'> & { readonly id?: string };
const optionsOf = (values: Values | undefined): readonly GivenOption[] =>
  (values?.options ?? []) as readonly GivenOption[];

const optionIssues = (before: Values | undefined, after: Values): ProblemIssue[] => {
  const options = optionsOf(after);
  if (!isChoice(after.kind))
    return options.length > 0 ? [{ pointer: '/options', detail: 'only choices have options' }] : [];
  const has = new Set(options.flatMap((o) => o.id ?? []));
  const gone = optionsOf(before).filter((o) => o.id !== undefined && !has.has(o.id));
  const isTwice = (o: GivenOption, i: number) =>
    options.findIndex((p) => sameName(p.label, o.label)) !== i ||
    (o.id !== undefined && options.findIndex((p) => p.id === o.id) !== i);
  return [
    ...(options.some((o) => !o.isRetired) ? [] : [{ pointer: '/options', detail: 'A choice needs options.' }]),
    ...gone.map((o) => ({ pointer: '/options', detail: `“${o.label}” cannot be removed; retire it instead.` })),
    ...options.flatMap((o, i) =>
      isTwice(o, i) ? [{ pointer: `/options/${i}/label`, detail: `“${o.label}” is there twice.` }] : [],
    ),
  ];
};

const withOptionIds = (after: Values): Values => {
  if (!isChoice(after.kind)) return after;
  const taken = new Set(optionsOf(after).flatMap((o) => o.id ?? []));
  const options = optionsOf(after).map((option): FieldOption => {
    const id = option.id ?? uniqueSlug(slugOf(option.label, 50) || 'option', taken);
    taken.add(id);
    return { ...option, id };
  });
  return { ...after, options };
};

/** A retired field is known to no condition: those that look at it go first. */
const usedIssues = ({ before, after }: RuleInput, { fields, rules }: Customisation): ProblemIssue[] => {
  if (after.isRetired !== true || before?.isRetired === true) return [];
  const key = String(after.key);
  const users = [
    ...fields
      .filter((f) => f.key !== key && !f.isRetired && (looksAt(f.requiredWhen, key) || looksAt(f.visibleWhen, key)))
      .map((f) => `the field “${f.label}”`),
    ...rules.filter((r) => r.field === key || looksAt(r.wrongWhen, key)).map((r) => `the rule “${r.name}”`),
  ];
  return users.length > 0
    ? [{ pointer: '/isRetired', detail: `It is needed by ${users.slice(0, 5).join(', ')}.` }]
    : [];
};

/** A new field gets a key that was never used in its noun, and stands last where no place is given. */
const withKey = ({ before, after }: RuleInput, { fields }: Customisation): Values => {
  if (before) return { ...after, key: before.key };
  if (fields.length >= maxCustomFields)
    throw new ProblemError('conflict', `A noun has at most ${maxCustomFields} custom fields, retired ones among them.`);
  const key = `x_${uniqueSlug(slugOf(String(after.label), 50) || 'field', new Set(fields.map((f) => f.key.slice(2))))}`;
  const last = Math.max(0, ...fields.map((f) => f.order));
  return { ...after, key, order: after.order === 0 ? last + 1 : after.order };
};

const apply = (input: RuleInput) => {
  const entity = extendableNoun(input.after.noun);
  const customisation = customisationAt(entity.noun, input.state);
  refuse(changedIssues(input));
  const after = withKey(input, customisation);
  // a condition may look at the field itself, which it does not know yet where it is new
  const others = customisation.fields.filter((f) => f.key !== after.key);
  const issues = [
    ...labelIssues(entity, customisation, after),
    ...targetIssues(after),
    ...optionIssues(input.before, after),
    ...(after.isSearchable === true && !searchable.has(String(after.kind))
      ? [{ pointer: '/isSearchable', detail: 'only texts, e-mail, phone and web addresses are searched' }]
      : []),
    ...usedIssues({ ...input, after }, customisation),
  ];
  refuse(issues);
  const complete = withOptionIds(after);
  const self: FieldDefinition[] = [{ ...definitionOf(complete), isRetired: false }];
  for (const key of ['requiredWhen', 'visibleWhen'])
    refuse(conditionIssues(entity, { ...customisation, fields: [...others, ...self] }, complete[key], `/${key}`));
  return { after: complete };
};

/** A field is added to a noun that takes some, keeps its key, kind and choices for ever, and is known to every write from then on. */
export const customFieldRules: RecordRules = {
  stateKeys: ({ noun }) => (typeof noun === 'string' ? [customisationKey(noun)] : []),
  apply,
  effects: (_, after, state) => {
    const noun = String(after.noun);
    const { fields, rules } = customisationAt(noun, state);
    const others = fields.filter((f) => f.id !== after.id);
    return changeItem(noun, state, { fields: inOrder([...others, definitionOf(after)]), rules });
  },
};
