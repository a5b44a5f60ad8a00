import type { Entity } from '#shared/contract/entity.ts';
import { convertCell, type Locale } from '#shared/import/convert.ts';
import { fromSafeCell } from '#shared/import/csv-write.ts';
import { isResolved } from '#shared/import/decisions.ts';
import type { ImportColumn, ImportFile } from '#shared/import/import-file.ts';
import { importTargets, type Target } from '#shared/import/targets.ts';
import type { Resolution, Resolver } from './resolver.ts';

/** How one column of a file is read. */
export type ColumnReader = {
  readonly column: ImportColumn;
  readonly target: Target;
  readonly resolver: Resolver | undefined;
};

/** The columns that are brought, with what they are brought into. A field that the noun does not have is left out. */
export const columnReaders = (
  entity: Entity,
  file: ImportFile,
  resolverOf: (column: ImportColumn) => Resolver,
): ColumnReader[] => {
  const targets = new Map(importTargets(entity).map((t) => [t.key, t]));
  return file.columns.flatMap((column) => {
    const target = column.field === null ? undefined : targets.get(column.field);
    return target
      ? [{ column, target, resolver: isResolved(entity, target.key) ? resolverOf(column) : undefined }]
      : [];
  });
};

/** What a row says, field by field, and what is wrong with it. */
export type RowValues = {
  readonly values: Record<string, unknown>;
  readonly reasons: string[];
  readonly made: { readonly noun: string; readonly id: string; readonly title: string; readonly field: string }[];
  /** Fields whose cell is empty. */
  readonly blank: readonly string[];
};

const joiner = ' – ';

/** Turns the cells of a row into the values of a record. References must have been prepared. */
export const readValues = (
  file: ImportFile,
  readers: readonly ColumnReader[],
  cells: readonly string[],
  locale: Locale,
): RowValues => {
  const values: Record<string, unknown> = {};
  const reasons: string[] = [];
  const made: RowValues['made'] = [];
  const blank: string[] = [];
  const titles = new Map<number, string>();

  const resolved = (reader: ColumnReader, text: string, resolution: Resolution): void => {
    const { key, field } = reader.target;
    switch (resolution.kind) {
      case 'use':
        values[key] = resolution.id;
        titles.set(reader.column.index, resolution.title);
        return;
      case 'create':
        values[key] = resolution.id;
        titles.set(reader.column.index, resolution.title);
        made.push({ noun: field.target ?? '', id: resolution.id, title: resolution.title, field: key });
        return;
      case 'text':
        values[resolution.field] = resolution.text;
        return;
      case 'none':
        return;
      default:
        reasons.push(`${field.label}: nobody has decided what “${text.slice(0, 80)}” is.`);
    }
  };

  for (const reader of readers) {
    const text = fromSafeCell((cells[reader.column.index] ?? '').trim());
    if (text === '') {
      blank.push(reader.target.key);
      continue;
    }
    if (reader.resolver) {
      if (text.includes('\ufffd'))
        reasons.push(`${reader.target.field.label}: holds characters that are not of the recognised encoding.`);
      else resolved(reader, text, reader.resolver.resolve(text));
      continue;
    }
    const converted = convertCell(reader.target, text, reader.column.format ?? {}, locale);
    if (!converted) continue;
    if ('problem' in converted) reasons.push(`${reader.target.field.label}: ${converted.problem}`);
    else values[reader.target.key] = converted.value;
  }

  for (const { field, value } of file.constants) values[field] ??= value;
  for (const { field, columns, fallback } of file.composed) {
    if (values[field] !== undefined) continue;
    const parts = columns.map((i) => titles.get(i) ?? fromSafeCell((cells[i] ?? '').trim()));
    const filled = parts.filter((p) => p !== '');
    const extra =
      filled.length < parts.length && fallback !== undefined ? [(cells[fallback] ?? '').trim()].filter(Boolean) : [];
    const name = [...filled, ...extra].join(joiner).replace(/\s+/g, ' ').slice(0, 255).trim();
    if (name !== '') values[field] = name;
  }
  return { values, reasons, made, blank };
};
