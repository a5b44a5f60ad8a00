import { beforeEach, describe, expect, test } from 'vitest';
import { rulesOf } from '#functions/area/noun-rules.ts';
import type { Context } from '#functions/platform/context.ts';
import { customisationIn, customisationKey } from '#functions/platform/customisation.ts';
import {
  createRecord,
  removeRecord,
  restoreRecord,
  revertRecord,
  updateRecord,
} from '#functions/platform/write-record.ts';
import { company } from '#shared/company/company.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { isProblem, type ProblemError } from '#shared/contract/problem.ts';
import { type CustomField, customField, customKinds } from '#shared/custom-field/custom-field.ts';
import { maxCustomFields } from '#shared/custom-field/extendable.ts';
import type { FieldAccess } from '#shared/policy/grant.ts';
import { validationRule } from '#shared/validation-rule/validation-rule.ts';
import { contextOf, idOf, putPerson, putRoles } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';

const ruled = <E extends Entity>(entity: E) => ({ entity, rules: rulesOf(entity.noun) });
const admin = idOf(1, 'A');
let ports: FakePorts;
let context: Context;
beforeEach(async () => {
  ports = fakePorts();
  await putRoles(ports);
  await putPerson(ports, admin, 'admin');
  context = contextOf(ports, { id: admin });
});

type Values = Readonly<Record<string, unknown>>;
const define = (values: Values, noun = 'company'): Promise<CustomField> =>
  createRecord(ruled(customField), { noun, kind: 'text', ...values }, context);
const redefine = ({ id, version }: CustomField, patch: Values) =>
  updateRecord(ruled(customField), id, version, patch, context);
const write = async (values: Values, as: Context = context): Promise<AnyRecord> =>
  (await createRecord(ruled(company), { name: 'Acme', ...values }, as)) as AnyRecord;
const rewrite = async ({ id, version }: Pick<AnyRecord, 'id' | 'version'>, patch: Values, as: Context = context) =>
  (await updateRecord(ruled(company), id, version, patch, as)) as AnyRecord;
const problemOf = async (run: Promise<unknown>): Promise<ProblemError> => {
  const error = await run.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (isProblem(error)) return error;
  throw error ?? new Error('it was done');
};
const issuesOf = async (run: Promise<unknown>) => {
  const { code, issues } = await problemOf(run);
  return { code, pointers: issues.map((i) => i.pointer) };
};
const refused = (...pointers: string[]) => ({ code: 'invalid-request', pointers });
const limited = (field: string, access: FieldAccess['access']): Context =>
  contextOf(ports, { id: admin, fieldAccess: [{ noun: 'company', field, access }] });

const choices = { kind: 'enum', options: [{ label: 'High' }, { label: 'Low' }] };
const examples: Readonly<Record<string, { more?: Values; good: unknown; stored?: unknown; bad: unknown }>> = {
  text: { good: ' A ', stored: 'A', bad: 1 },
  longText: { good: 'a\r\nb', stored: 'a\nb', bad: {} },
  richText: { good: '<p onclick="x()">a</p>', stored: '<p>a</p>', bad: 7 },
  number: { good: 1.5, bad: '1.5' },
  money: { good: { amountMinor: 100, currency: 'EUR' }, bad: { amountMinor: 1.5, currency: 'EUR' } },
  percent: { good: 50, bad: 101 },
  date: { good: '2026-11-22', bad: '22.11.2026' },
  dateTime: { good: '2026-11-22T09:30:00.000Z', bad: '2026-11-22' },
  boolean: { good: true, bad: 'yes' },
  enum: { more: choices, good: 'high', bad: 'middling' },
  multiEnum: { more: { ...choices, kind: 'multiEnum' }, good: ['high', 'low'], bad: 'high' },
  email: { good: 'Ada@Example.com', stored: 'ada@example.com', bad: 'ada' },
  phone: { good: '+49 30 1234567', stored: '+49301234567', bad: 'call me' },
  url: { good: 'example.com', stored: 'https://example.com', bad: 'no address' },
  address: { good: { city: 'Berlin' }, bad: { town: 'Berlin' } },
  ref: { more: { target: 'user' }, good: admin, bad: idOf(9, 'Z') },
  multiRef: { more: { target: 'user' }, good: [admin], bad: [idOf(9, 'Z')] },
};

describe('a custom field of every kind', () => {
  test.each(customKinds.map((k) => k.id))(
    '%s takes what is of its kind, in its normal form, and refuses all else',
    async (kind) => {
      const example = examples[kind];
      const { key = '' } = await define({ label: 'Extra', kind, ...example?.more });
      expect(key).toBe('x_extra');

      const made = await write({ [key]: example?.good });
      expect(made[key]).toEqual(example?.stored ?? example?.good);
      expect(await issuesOf(rewrite(made, { [key]: example?.bad }))).toMatchObject({ code: 'invalid-request' });
      expect((await rewrite(made, { [key]: null }))[key]).toBeUndefined();
    },
  );
});

describe('a definition', () => {
  test('gets a key from its label that its noun never had, whatever the label is written in', async () => {
    expect((await define({ label: 'Größe (m²)' })).key).toBe('x_grosse_m2');
    expect((await define({ label: '予算' })).key).toBe('x_field');
    const first = await define({ label: 'Budget' });
    await redefine(first, { isRetired: true });
    expect((await define({ label: 'Budget' })).key).toBe('x_budget_2');
    expect((await define({ label: 'Budget' }, 'deal')).key).toBe('x_budget');
  });

  test('keeps its noun, kind, target and key', async () => {
    const made = await define({ label: 'Contact person', kind: 'ref', target: 'user' });

    expect(await issuesOf(redefine(made, { noun: 'deal' }))).toEqual(refused('/noun'));
    expect(await issuesOf(redefine(made, { kind: 'multiRef' }))).toEqual(refused('/kind'));
    expect(await issuesOf(redefine(made, { target: 'contact' }))).toEqual(refused('/target'));
    expect(await redefine(made, { label: 'Person' })).toMatchObject({ key: 'x_contact_person', label: 'Person' });
  });

  test('has what its kind asks for, and a name of its own', async () => {
    expect(await issuesOf(define({ label: 'A', kind: 'enum' }))).toEqual(refused('/options'));
    expect(await issuesOf(define({ label: 'A', options: [{ label: 'b' }] }))).toEqual(refused('/options'));
    expect(await issuesOf(define({ label: 'A', kind: 'ref' }))).toEqual(refused('/target'));
    expect(await issuesOf(define({ label: 'A', kind: 'number', isSearchable: true }))).toEqual(
      refused('/isSearchable'),
    );
    expect(await issuesOf(define({ label: 'industry' }))).toEqual(refused('/label'));
    expect(await issuesOf(define({ label: 'A' }, 'role'))).toEqual(refused('/noun'));
    expect(await issuesOf(define({ label: 'A', visibleWhen: { field: 'nothing', op: 'isEmpty' } }))).toEqual(
      refused('/visibleWhen'),
    );
  });

  test('never loses a choice that may be in use: it is retired, stays where it is and is chosen no more', async () => {
    const made = await define({ label: 'Priority', ...choices });
    const options = made.options ?? [];
    const acme = await write({ x_priority: 'low' });

    expect(await issuesOf(redefine(made, { options: options.slice(0, 1) }))).toEqual(refused('/options'));
    await redefine(made, { options: options.map((o) => (o.id === 'low' ? { ...o, isRetired: true } : o)) });

    expect(await rewrite(acme, { industry: 'technology', x_priority: 'low' })).toMatchObject({ x_priority: 'low' });
    expect(await issuesOf(write({ x_priority: 'low' }))).toEqual(refused('/x_priority'));
  });

  test('of which a noun has two hundred is the last', async () => {
    const fields = Array.from({ length: maxCustomFields }, (_, i) => ({
      id: idOf(i),
      key: `x_f${i}`,
      label: `F ${i}`,
      kind: 'text',
      order: i,
    }));
    await ports.table.put({ ...customisationKey('company'), fields, rules: [], stamp: 'full' });

    expect(await problemOf(define({ label: 'One more' }))).toMatchObject({ code: 'conflict' });
  });

  test('stands beside those that others add at the same time', async () => {
    await Promise.all(['A', 'B', 'C', 'D'].map((label) => define({ label })));

    const { fields } = customisationIn(await ports.table.get(customisationKey('company')));
    expect(fields.map((f) => f.key).sort()).toEqual(['x_a', 'x_b', 'x_c', 'x_d']);
  });
});

describe('a retired field', () => {
  test('takes no values, keeps those that it has, and can come back', async () => {
    const made = await define({ label: 'Budget', kind: 'number' });
    const acme = await write({ x_budget: 7 });
    const retired = await redefine(made, { isRetired: true });

    expect(await issuesOf(rewrite(acme, { x_budget: 8 }))).toEqual(refused('/x_budget'));
    const changed = await rewrite(acme, { industry: 'technology' });
    expect(changed).toMatchObject({ x_budget: 7 });

    await redefine(retired as CustomField, { isRetired: false });
    expect(await rewrite(changed, { x_budget: 8 })).toMatchObject({ x_budget: 8 });
  });

  test('is not retired while a condition looks at it', async () => {
    const made = await define({ label: 'Budget', kind: 'number' });
    await define({ label: 'Approval', requiredWhen: { field: 'x_budget', op: 'gt', value: 100 } });

    expect(await issuesOf(redefine(made, { isRetired: true }))).toEqual(refused('/isRetired'));
  });

  test('is left as it is where a record is set back to an earlier version; a living one is set back', async () => {
    const dying = await define({ label: 'Dying', kind: 'number' });
    await define({ label: 'Living', kind: 'number' });
    const first = await write({ x_dying: 1, x_living: 1 });
    const second = await rewrite(first, { x_dying: 2, x_living: 2 });
    await redefine(dying, { isRetired: true });

    const back = await revertRecord(ruled(company), first.id, second.version, 1, context);
    expect(back).toMatchObject({ x_dying: 2, x_living: 1 });
  });
});

describe('a write', () => {
  test('names what is unknown, of the wrong kind or hidden from who writes', async () => {
    await define({ label: 'Budget', kind: 'number' });

    expect(await issuesOf(write({ x_budgit: 1, x_budget: 'much' }))).toEqual(refused('/x_budgit', '/x_budget'));
    expect(await issuesOf(write({ x_budget: 1 }, limited('x_budget', 'none')))).toEqual(refused('/x_budget'));
    expect(await issuesOf(write({ x_budget: 1 }, limited('x_budget', 'read')))).toEqual({
      code: 'forbidden',
      pointers: ['/x_budget'],
    });
    const acme = await write({ x_budget: 5 });
    expect(await rewrite(acme, { industry: 'technology' }, limited('x_budget', 'none'))).not.toHaveProperty('x_budget');
    expect(JSON.stringify(ports.store.all())).toContain('"x_budget":5');
  });

  test('needs a required field of a new record and does not let it be cleared; what was there before can be changed elsewhere', async () => {
    const old = await write({});
    await define({ label: 'Budget', kind: 'number', isRequired: true });

    expect(await issuesOf(write({}))).toEqual(refused('/x_budget'));
    const changed = await rewrite(old, { industry: 'technology' });
    const filled = await rewrite(changed, { x_budget: 1 });
    expect(await issuesOf(rewrite(filled, { x_budget: null }))).toEqual(refused('/x_budget'));
  });

  test('needs a field while its condition holds and it is shown', async () => {
    await define({ label: 'Budget', kind: 'number' });
    await define({
      label: 'Approved by',
      requiredWhen: { field: 'x_budget', op: 'gt', value: 100 },
      visibleWhen: { field: 'industry', op: 'isNotEmpty' },
    });

    const acme = await write({ x_budget: 101 });
    expect(await issuesOf(rewrite(acme, { industry: 'technology' }))).toEqual(refused('/x_approved_by'));
    expect(await rewrite(acme, { industry: 'technology', x_budget: 100 })).toMatchObject({ x_budget: 100 });
  });
});

describe('a validation rule', () => {
  const rule = (values: Values) =>
    createRecord(ruled(validationRule), { noun: 'company', name: 'A rule', message: 'Too much.', ...values }, context);
  const tooMuch = { field: 'x_budget', op: 'gt', value: 100 };

  test('refuses on every path what it says is wrong, and stops doing so when it is switched off or removed', async () => {
    await define({ label: 'Budget', kind: 'number' });
    const first = await write({ x_budget: 101 });
    const second = await rewrite(first, { x_budget: 1 });
    const made = await rule({ wrongWhen: tooMuch, field: 'x_budget' });

    expect(await problemOf(write({ x_budget: 101 }))).toMatchObject({
      issues: [{ pointer: '/x_budget', detail: 'Too much.' }],
    });
    expect(await issuesOf(rewrite(second, { x_budget: 101 }))).toEqual(refused('/x_budget'));
    expect(await issuesOf(revertRecord(ruled(company), first.id, second.version, 1, context))).toEqual(
      refused('/x_budget'),
    );

    const removed = await removeRecord(ruled(validationRule), made.id, made.version, context);
    const third = await rewrite(second, { x_budget: 101 });
    await restoreRecord(ruled(validationRule), made.id, removed.version, context);
    expect(await rewrite(third, { industry: 'technology' })).toMatchObject({ x_budget: 101 });
    expect(await issuesOf(rewrite({ ...third, version: 4 }, { x_budget: 102 }))).toEqual(refused('/x_budget'));
  });

  test('may look at what a reference leads to', async () => {
    const parent = await write({ name: 'Parent', industry: 'technology' });
    await rule({ wrongWhen: { field: 'parentId.industry', op: 'eq', value: 'technology' }, field: 'parentId' });

    expect(await issuesOf(write({ name: 'Child', parentId: parent.id }))).toEqual(refused('/parentId'));
  });

  test('looks only at fields that there are', async () => {
    expect(await issuesOf(rule({ wrongWhen: tooMuch }))).toEqual(refused('/wrongWhen'));
    expect(await issuesOf(rule({ wrongWhen: { field: 'name', op: 'isEmpty' }, field: 'x_no' }))).toEqual(
      refused('/field'),
    );
  });
});
