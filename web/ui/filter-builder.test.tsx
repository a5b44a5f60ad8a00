import { cleanup, fireEvent, render, screen, within } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, describe, expect, test } from 'vitest';
import type { Predicate } from '#shared/predicate/predicate.ts';
import type { FieldInfo } from './field.ts';
import { FilterBuilder, fromGroup, toGroup } from './filter-builder.tsx';
import { isComplete, relationsOf } from './filter-operators.ts';

afterEach(cleanup);

const fields: Readonly<Record<string, FieldInfo>> = {
  name: { kind: 'text', label: 'A name' },
  amount: { kind: 'money', label: 'Amount' },
  closeDate: { kind: 'date', label: 'Close date' },
  ownerId: { kind: 'ref', label: 'Owner', target: 'user' },
};

describe('groups', () => {
  test.each<[string, Predicate]>([
    ['one comparison', { field: 'name', op: 'contains', value: 'x' }],
    [
      'all of',
      {
        and: [
          { field: 'name', op: 'eq', value: 'x' },
          { field: 'amount', op: 'gte', value: 1 },
        ],
      },
    ],
    ['any of one', { or: [{ field: 'name', op: 'eq', value: 'x' }] }],
    [
      'none of',
      {
        not: {
          or: [
            { field: 'name', op: 'eq', value: 'x' },
            { field: 'amount', op: 'isEmpty' },
          ],
        },
      },
    ],
    [
      'groups within groups',
      {
        and: [
          { field: 'ownerId', op: 'eq', value: '@me' },
          {
            or: [
              { field: 'closeDate', op: 'within', value: { next: 30, unit: 'day' } },
              { field: 'amount', op: 'between', value: [1, 2] },
            ],
          },
        ],
      },
    ],
  ])('%s comes back as it was', (_, predicate) => {
    expect(fromGroup(toGroup(predicate), fields)).toEqual(predicate);
  });

  test('what is not finished is left out', () => {
    const group = toGroup({
      and: [
        { field: 'name', op: 'contains', value: '' },
        { field: 'amount', op: 'between', value: [1, ''] },
      ],
    });

    expect(fromGroup(group, fields)).toBeUndefined();
  });
});

describe('relations', () => {
  test('a field that names people can be asked for oneself, without a value', () => {
    const [isMe] = relationsOf(fields['ownerId'] as FieldInfo);

    expect(isMe).toMatchObject({ op: 'eq', value: '@me', input: 'none' });
    expect(isComplete(fields['ownerId'], { field: 'ownerId', op: 'eq', value: '@me' })).toBe(true);
  });

  test('a comparison of a field that is not known is never complete', () => {
    expect(isComplete(undefined, { field: 'gone', op: 'eq', value: 1 })).toBe(false);
  });
});

describe('FilterBuilder', () => {
  const show = () => {
    const [value, setValue] = createSignal<Predicate | undefined>();
    render(() => <FilterBuilder fields={fields} value={undefined} onChange={(next) => setValue(() => next)} />);
    return { value };
  };
  const choose = (label: string | RegExp, option: string, index = 0) => {
    const select = screen.getAllByLabelText<HTMLSelectElement>(label)[index];
    if (select) fireEvent.change(select, { target: { value: option } });
  };

  test('a condition counts once its value is there', () => {
    const { value } = show();

    fireEvent.click(screen.getByRole('button', { name: 'Condition' }));
    expect(value()).toBeUndefined();

    fireEvent.input(screen.getByLabelText('A name: value'), { target: { value: 'Helio' } });
    expect(value()).toEqual({ field: 'name', op: 'contains', value: 'Helio' });
  });

  test('another field brings its own relations', () => {
    const { value } = show();
    fireEvent.click(screen.getByRole('button', { name: 'Condition' }));

    choose('Field', 'closeDate');

    const names = within(screen.getByLabelText('Close date: relation'))
      .getAllByRole('option')
      .map((o) => o.textContent);
    expect(names).toContain('is on or after');
    expect(value()).toEqual({ field: 'closeDate', op: 'within', value: { this: 'month' } });
  });

  test('conditions of an inner group are joined as it says', () => {
    const { value } = show();
    fireEvent.click(screen.getByRole('button', { name: 'Group' }));
    fireEvent.click(screen.getAllByRole('button', { name: 'Condition' })[0] as HTMLElement);
    fireEvent.input(screen.getByLabelText('A name: value'), { target: { value: 'x' } });

    expect(value()).toEqual({ or: [{ field: 'name', op: 'contains', value: 'x' }] });

    choose('Group', 'none', 1);
    expect(value()).toEqual({ not: { or: [{ field: 'name', op: 'contains', value: 'x' }] } });
  });

  test('a condition that is taken away no longer counts', () => {
    const { value } = show();
    fireEvent.click(screen.getByRole('button', { name: 'Condition' }));
    fireEvent.input(screen.getByLabelText('A name: value'), { target: { value: 'x' } });

    fireEvent.click(screen.getByRole('button', { name: 'Remove condition' }));

    expect(value()).toBeUndefined();
  });
});
