import { For, Index, Show } from 'solid-js';
import type { ColumnFormat, ImportColumn, ImportFile } from '#shared/import/import-file.ts';
import { strings } from '#web/app/strings.ts';
import { isPhone } from '#web/lib/media.ts';
import { said } from '#web/lib/said.ts';
import { Chip } from '#web/ui/chip.tsx';
import type { FieldInfo } from '#web/ui/field.ts';
import { FormField } from '#web/ui/form-field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { ArrowRight, CircleAlert } from '#web/ui/icons.ts';
import { pillClass } from '#web/ui/pill.tsx';
import { Popover } from '#web/ui/popover.tsx';
import { Select } from '#web/ui/select.tsx';
import { TextInput } from '#web/ui/text-input.tsx';
import { dateOrderOptions, pick } from './formats.ts';
import { targetField, targetsOf } from './targets.ts';

type ColumnPatch = { readonly index: number; readonly field?: string | null; readonly format?: ColumnFormat };

const multipliers = [1, 1000, 1_000_000, 1_000_000_000] as const;

const hasFormat = (field: FieldInfo | undefined): boolean =>
  field !== undefined && ['number', 'money', 'percent', 'date', 'dateTime'].includes(field.kind);

const formatText = (format: ColumnFormat | undefined, field: FieldInfo | undefined): string => {
  if (!format || !field) return '';
  const words = [
    format.dateOrder && strings.import.dateOrders[format.dateOrder],
    format.decimal && (format.decimal === ',' ? '1.234,5' : '1,234.5'),
    format.multiplier && format.multiplier !== 1 && strings.import.multipliers[format.multiplier],
    field.kind === 'money' && format.currency,
  ];
  return words.filter(Boolean).join(', ');
};

function FormatPopover(props: { column: ImportColumn; field: FieldInfo; onChange: (format: ColumnFormat) => void }) {
  const format = (): ColumnFormat => props.column.format ?? {};
  const isDate = () => props.field.kind === 'date' || props.field.kind === 'dateTime';
  const change = (part: ColumnFormat) => props.onChange({ ...format(), ...part });
  return (
    <Popover
      label={strings.import.formatOf(props.column.heading)}
      triggerClass={pillClass(formatText(format(), props.field) === '')}
      trigger={formatText(format(), props.field) || strings.import.format}
      placement="bottom-end"
    >
      <div class="w-60 space-y-3 p-3">
        <Show
          when={isDate()}
          fallback={
            <>
              <FormField label={strings.import.decimal}>
                {(ids) => (
                  <Select
                    {...ids}
                    label={strings.import.decimal}
                    options={[
                      { id: '.', label: '1,234.5' },
                      { id: ',', label: '1.234,5' },
                    ]}
                    value={format().decimal}
                    onChange={(id) => change({ decimal: id === ',' ? ',' : '.' })}
                  />
                )}
              </FormField>
              <FormField label={strings.import.multiplier}>
                {(ids) => (
                  <Select
                    {...ids}
                    isRequired
                    label={strings.import.multiplier}
                    options={multipliers.map((id) => ({ id: String(id), label: strings.import.multipliers[id] }))}
                    value={String(format().multiplier ?? 1)}
                    onChange={(id) => {
                      const multiplier = multipliers.find((m) => String(m) === id);
                      if (multiplier) change({ multiplier });
                    }}
                  />
                )}
              </FormField>
              <Show when={props.field.kind === 'money'}>
                <FormField label={strings.import.currency}>
                  {(ids) => (
                    <TextInput
                      {...ids}
                      label={strings.import.currency}
                      maxLength={3}
                      value={format().currency}
                      onChange={(code) => {
                        const currency = code?.toUpperCase();
                        if (currency && /^[A-Z]{3}$/.test(currency)) change({ currency });
                      }}
                    />
                  )}
                </FormField>
              </Show>
            </>
          }
        >
          <FormField label={strings.import.dateOrder}>
            {(ids) => (
              <Select
                {...ids}
                label={strings.import.dateOrder}
                options={dateOrderOptions}
                value={format().dateOrder}
                onChange={(id) => {
                  const dateOrder = pick(dateOrderOptions, id);
                  if (dateOrder) change({ dateOrder });
                }}
              />
            )}
          </FormField>
        </Show>
      </div>
    </Popover>
  );
}

type CellProps = { file: ImportFile; column: ImportColumn; onPatch: (columns: readonly ColumnPatch[]) => void };

/** What a column is called, what stands in it, and what was noticed about it. */
const Heading = (props: { column: ImportColumn }) => (
  <>
    <span class="block font-medium">{props.column.heading || `#${props.column.index + 1}`}</span>
    <span class="block max-w-90 truncate text-xs text-muted" title={props.column.samples.join('\n')}>
      {props.column.samples.join(' · ')}
    </span>
    <Show when={props.column.note}>
      {(note) => <span class="mt-0.5 block text-xs text-muted italic">{note()}</span>}
    </Show>
    <Show when={props.column.question}>
      {(question) => (
        <span class="mt-1 flex items-start gap-1 text-xs text-warning">
          <Icon of={CircleAlert} size={13} weight={2} class="mt-px" />
          {said(question())}
        </span>
      )}
    </Show>
  </>
);

function Target(props: CellProps) {
  const taken = () => new Set(props.file.columns.flatMap(({ field }) => (field === null ? [] : [field])));
  return (
    <select
      aria-label={`${props.column.heading}: ${strings.import.field}`}
      class="control touch:h-10"
      onChange={(event) => props.onPatch([{ index: props.column.index, field: event.currentTarget.value || null }])}
    >
      <option value="" selected={props.column.field === null}>
        {strings.import.notBrought}
      </option>
      <For each={targetsOf(props.file)}>
        {(target) => (
          <option
            value={target.key}
            selected={props.column.field === target.key}
            disabled={taken().has(target.key) && props.column.field !== target.key}
          >
            {target.field.label}
          </option>
        )}
      </For>
    </select>
  );
}

function Reading(props: CellProps) {
  const field = () => targetField(props.file, props.column.field);
  return (
    <>
      <Show when={hasFormat(field()) && field()}>
        {(known) => (
          <FormatPopover
            column={props.column}
            field={known()}
            onChange={(format) => props.onPatch([{ index: props.column.index, format }])}
          />
        )}
      </Show>
      <Show when={(props.column.matched ?? 0) > 0}>
        <Chip tone="success">{props.column.matched} ✓</Chip>
      </Show>
    </>
  );
}

type RowsProps = { file: ImportFile; onPatch: (columns: readonly ColumnPatch[]) => void };

/** Each column of a file with its samples and the field that it goes to: a table, or on a phone one below another. */
export const ColumnRows = (props: RowsProps) => (
  <Show when={isPhone()} fallback={<Table {...props} />}>
    <ul class="divide-y divide-line border-t border-line">
      <Index each={props.file.columns}>
        {(column) => (
          <li class={column().field === null ? 'space-y-2 px-4 py-3 text-muted' : 'space-y-2 px-4 py-3'}>
            <div>
              <Heading column={column()} />
            </div>
            <div class="flex flex-wrap items-center gap-2">
              <span class="min-w-48 flex-1">
                <Target file={props.file} column={column()} onPatch={props.onPatch} />
              </span>
              <Reading file={props.file} column={column()} onPatch={props.onPatch} />
            </div>
          </li>
        )}
      </Index>
    </ul>
  </Show>
);

const Table = (props: RowsProps) => (
  <div class="overflow-x-auto border-t border-line">
    <table class="w-full min-w-140 text-left">
      <thead class="text-xs text-muted">
        <tr>
          <th class="w-2/5 px-4 py-2 font-medium">{strings.import.column}</th>
          <td class="w-6" />
          <th class="px-2 py-2 font-medium">{strings.import.field}</th>
          <th class="px-4 py-2 font-medium">
            <span class="sr-only">{strings.import.format}</span>
          </th>
        </tr>
      </thead>
      <tbody class="divide-y divide-line border-t border-line">
        <Index each={props.file.columns}>
          {(column) => (
            <tr class={column().field === null ? 'text-muted' : ''}>
              <td class="px-4 py-2 align-top">
                <Heading column={column()} />
              </td>
              <td class="py-2 align-top">
                <span class="grid h-7.5 place-items-center text-muted">
                  <Icon of={ArrowRight} size={14} />
                </span>
              </td>
              <td class="w-60 px-2 py-2 align-top">
                <Target file={props.file} column={column()} onPatch={props.onPatch} />
              </td>
              <td class="px-4 py-2 align-top">
                <span class="flex h-7.5 items-center gap-1.5">
                  <Reading file={props.file} column={column()} onPatch={props.onPatch} />
                </span>
              </td>
            </tr>
          )}
        </Index>
      </tbody>
    </table>
  </div>
);
