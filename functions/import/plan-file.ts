import { rulesOf } from '#functions/area/noun-rules.ts';
import { asStored, type Seen } from '#functions/batch/seen.ts';
import type { Context } from '#functions/platform/context.ts';
import { prepareWrite } from '#functions/platform/prepare-write.ts';
import type { Values } from '#functions/platform/rules.ts';
import { type AnyRecord, type Entity, titleOf } from '#shared/contract/entity.ts';
import { isProblem } from '#shared/contract/problem.ts';
import type { Locale } from '#shared/import/convert.ts';
import type { CsvRow } from '#shared/import/csv.ts';
import type { ImportFile } from '#shared/import/import-file.ts';
import { sameName } from '#shared/import/similar.ts';
import { entityOf } from '#shared/registry.ts';
import type { Lookup } from './lookup.ts';
import { type Known, matchKey, textsOf } from './match-key.ts';
import type { PlannedRow } from './plan-row.ts';
import type { PlannedNames } from './planned-names.ts';
import { rowId } from './row-id.ts';
import { RowIndex } from './row-index.ts';
import { type ColumnReader, type RowValues, readValues } from './row-values.ts';
import { changesBetween, detailsOf } from './row-words.ts';
import { serverValues } from './server-values.ts';

export type FilePlan = {
  readonly importId: string;
  readonly file: ImportFile;
  readonly entity: Entity;
  readonly readers: readonly ColumnReader[];
  readonly context: Context;
  readonly seen: Seen;
  readonly lookup: Lookup;
  readonly names: PlannedNames;
  readonly locale: Locale;
  /** Told of each row that will be written, with the record as it would become. */
  readonly onWrite: (noun: string, after: Values, row: RowValues) => void;
};

/** A row whose values refer to a later row of its own file; it waits until that one is planned. */
export type Waiting = { readonly row: CsvRow; readonly on: string };

/** Plans the rows of one file, some at a time. */
export class FilePlanner {
  readonly #plan: FilePlan;
  readonly #rows = new RowIndex();
  readonly #made = new Set<string>();
  readonly #refused = new Map<string, string[]>();
  /** Records that rows of this file make or change, and whether they will be written. */
  readonly #outcome = new Map<string, boolean>();
  /** Records that rows of this file will make, by their names announced before. */
  readonly #own = new Set<string>();
  readonly #refersToItself: boolean;
  readonly #unique: readonly string[];
  readonly #uniqueRows = new Map<string, RowIndex>();

  constructor(plan: FilePlan) {
    this.#plan = plan;
    this.#unique = plan.readers.filter((r) => r.target.field.unique).map((r) => r.target.key);
    this.#refersToItself = plan.readers.some((r) => r.target.field.target === plan.entity.noun);
  }

  get refersToItself(): boolean {
    return this.#refersToItself;
  }

  /** Looks up at once what the rows name, and the records that have their values of the fields that tell records. */
  async prepare(rows: readonly CsvRow[]): Promise<Known> {
    const { readers, file, lookup, entity, locale } = this.#plan;
    for (const { column, resolver } of readers) {
      if (!resolver) continue;
      await resolver.prepare(new Set(rows.map((r) => (r.cells[column.index] ?? '').trim())));
    }
    const known = new Map<string, ReadonlyMap<string, readonly AnyRecord[]>>();
    for (const field of new Set([...file.matchFields.slice(0, 1), ...this.#unique])) {
      const only = readers.filter((r) => r.target.key === field);
      const values = rows.flatMap((r) =>
        textsOf(readValues({ ...file, composed: [] }, only, r.cells, locale).values[field]),
      );
      known.set(field, await lookup.byField(entity.noun, field, [...new Set(values)]));
    }
    return known;
  }

  /** What becomes of a row: the records that are made because it names them, and itself; or the row that it waits for. */
  async planRow(row: CsvRow, known: Known, mayWait: boolean): Promise<PlannedRow[] | Waiting> {
    const { file, readers, locale } = this.#plan;
    const shape = this.#shapeProblem(row);
    if (shape) return [this.#wrong(row, {}, [shape])];
    const read = readValues(file, readers, row.cells, locale);
    if (read.reasons.length > 0) return [this.#wrong(row, read.values, read.reasons)];
    const own = this.#ownReference(read.values);
    if (own !== undefined && !this.#outcome.has(own)) {
      if (mayWait) return { row, on: own };
      return [
        this.#wrong(row, read.values, [
          'The record that it refers to comes back to it in a circle, or its row is wrong.',
        ]),
      ];
    }
    if (own !== undefined && this.#outcome.get(own) === false)
      return [this.#wrong(row, read.values, ['The row of the record that it refers to is wrong.'])];
    const made = await this.#makeNamed(row, read);
    const wrong = made.find((m) => m.kind === 'wrong');
    if (wrong) return [this.#wrong(row, read.values, wrong.reasons)];
    return [...made, await this.#planValues(row, read, known)];
  }

  #shapeProblem(row: CsvRow): string | undefined {
    const { columns } = this.#plan.file;
    if (row.problem) return row.problem;
    const width = row.cells.length === row.width ? row.cells.findLastIndex((c) => c !== '') + 1 : row.width;
    // a spreadsheet may write more separators than there are cells; what they hold is what counts
    if (width > columns.length) return `The row has ${row.width} cells, the heading has ${columns.length}.`;
    return row.width < columns.length
      ? `The row has ${row.width} cells, the heading has ${columns.length}.`
      : undefined;
  }

  /** The record of this same file that a row refers to, where it is not that row itself. */
  #ownReference(values: Values): string | undefined {
    const { readers, entity } = this.#plan;
    if (!this.#refersToItself) return undefined;
    for (const { target } of readers) {
      const id = values[target.key];
      if (target.field.target === entity.noun && typeof id === 'string' && this.#own.has(id)) return id;
    }
    return undefined;
  }

  /** What becomes of a row is only asked for where rows refer to each other. */
  #note(id: string, isWritten: boolean): void {
    if (this.#refersToItself) this.#outcome.set(id, isWritten);
  }

  /** A value that only one record may have and that another one has already, or an earlier row. */
  #takenValue(row: CsvRow, values: Values, known: Known, existingId: string | undefined): string | undefined {
    const { entity, file } = this.#plan;
    for (const field of this.#unique) {
      if (file.matchFields.length === 1 && file.matchFields[0] === field) continue;
      const label = entity.allFields[field]?.label ?? field;
      for (const text of textsOf(values[field])) {
        if ((known.get(field)?.get(sameName(text)) ?? []).some((r) => r.id !== existingId))
          return `${label}: “${text}” is already in use.`;
        const index = this.#uniqueRows.get(field) ?? new RowIndex();
        this.#uniqueRows.set(field, index);
        const first = index.add(sameName(text), row.number, '');
        if (first) return `${label}: row ${first.row} has “${text}” as well.`;
      }
    }
    return undefined;
  }

  /** A record that is made before the rows that name it, or why it is not. */
  addMade(made: Pick<PlannedRow, 'id' | 'kind' | 'reasons'>): void {
    if (made.id === undefined) return;
    if (made.kind === 'create') this.#made.add(made.id);
    else this.#refused.set(made.id, made.reasons);
  }

  /** Before a file that refers to itself is planned: its names, so that rows can refer to later ones. */
  announce(row: CsvRow): void {
    const { file, readers, locale, entity, importId, names } = this.#plan;
    const title = readValues(file, readers, row.cells, locale).values[entity.title];
    if (typeof title !== 'string' || names.find(entity.noun, title)) return;
    const id = rowId(importId, file.index, row.number);
    this.#own.add(id);
    names.add(entity.noun, { id, title });
  }

  async #makeNamed(row: CsvRow, read: RowValues): Promise<PlannedRow[]> {
    const planned: PlannedRow[] = [];
    for (const { noun, id, title, field } of read.made) {
      if (this.#made.has(id)) continue;
      const refused = this.#refused.get(id);
      if (refused) return [{ ...this.#wrong(row, {}, []), reasons: refused }];
      const entity = entityOf(noun);
      if (!entity) continue;
      const constant = this.#plan.file.constants.find((c) => c.field === 'ownerId');
      const values = { [entity.title]: title, ...(entity.owned && constant && { ownerId: constant.value }) };
      const done = await this.#prepare(entity, id, undefined, values, row, true);
      planned.push(done);
      if (done.kind === 'create') this.#made.add(id);
      else
        return [
          {
            ...done,
            reasons: done.reasons.map(
              (r) => `${this.#plan.entity.allFields[field]?.label ?? field} “${title.slice(0, 80)}”: ${r}`,
            ),
          },
        ];
    }
    return planned;
  }

  async #planValues(row: CsvRow, read: RowValues, known: Known): Promise<PlannedRow> {
    const { file, entity, importId, context, names } = this.#plan;
    const ownId = rowId(importId, file.index, row.number);
    const key = matchKey(file.matchFields, read.values);
    if (file.matchFields.length > 0 && key === undefined && file.mode !== 'create')
      if (file.mode === 'update') return this.#wrong(row, read.values, ['The row does not say which record it is.']);
    if (key !== undefined) {
      const first = this.#rows.add(key, row.number, JSON.stringify(read.values));
      if (first) {
        const same = `row ${first.row} has the same ${file.matchFields.map((f) => entity.allFields[f]?.label ?? f).join(' and ')}`;
        if (first.isSame) return this.#skip(row, ownId, read.values, `The row is there twice: ${same}.`);
        return this.#wrong(row, read.values, [`Another ${same} and says something else.`]);
      }
    }
    const [matchField = ''] = file.matchFields;
    const [matchValue] = key === undefined ? [] : textsOf(read.values[matchField]);
    const candidates = matchValue === undefined ? [] : (known.get(matchField)?.get(sameName(matchValue)) ?? []);
    const matching = candidates.filter(
      (r) => matchKey(file.matchFields, r) === key && context.policy.may(entity.noun, 'read', r),
    );
    if (matching.length > 1)
      return this.#wrong(row, read.values, [`${matching.length} records match; it is not clear which one is meant.`]);
    const [existing] = matching;
    const taken = this.#takenValue(row, read.values, known, existing?.id);
    if (taken) return this.#wrong(row, read.values, [taken]);
    if (existing) {
      names.alias(ownId, existing.id);
      this.#note(ownId, true);
      this.#note(existing.id, true);
      this.#plan.seen.add(entity.noun, existing);
      names.add(entity.noun, { id: existing.id, title: titleOf(entity, existing) });
      if (file.mode === 'create')
        return this.#skip(row, existing.id, read.values, `It is there already: ${titleOf(entity, existing)}.`);
      return this.#prepare(entity, existing.id, existing, read.values, row, false, read);
    }
    if (file.mode === 'update') return this.#skip(row, ownId, read.values, 'There is no such record to update.');
    return this.#prepare(entity, ownId, undefined, read.values, row, false, read);
  }

  /** Puts the values through everything that the API would, and says what would be written. */
  async #prepare(
    entity: Entity,
    id: string,
    before: AnyRecord | undefined,
    values: Values,
    row: CsvRow,
    isMade: boolean,
    read?: RowValues,
  ): Promise<PlannedRow> {
    const { context, file, names, seen } = this.#plan;
    const action = before ? 'update' : 'create';
    const parsed = (before ? entity.patchSchema : entity.createSchema).safeParse(values);
    if (!parsed.success)
      return this.#wrong(
        row,
        values,
        parsed.error.issues.map(
          (i) =>
            detailsOf(
              { message: i.message, issues: [{ pointer: `/${i.path.join('/')}`, detail: i.message }] },
              entity,
            )[0] ?? i.message,
        ),
      );
    if (before && !context.policy.may(entity.noun, 'update', before))
      return this.#wrong(row, values, ['You may not change this record.']);
    try {
      const { change } = await prepareWrite(
        {
          entity,
          rules: rulesOf(entity.noun),
          path: 'import',
          id,
          before: before && asStored(entity.noun, before),
          patch: parsed.data,
          verb: before ? 'updated' : 'created',
          ...(!before && { server: serverValues(entity, this.#plan.importId, row.number) }),
        },
        context,
      );
      // a record that was not written yet has no bookkeeping; scopes look at owner, teams and id only
      const after = { ...change.after, id, version: before?.version ?? 0 } as unknown as AnyRecord;
      if (!before && !context.policy.may(entity.noun, 'create', after))
        return this.#wrong(row, values, [`You may not create this ${entity.label.one.toLowerCase()}.`]);
      const title = titleOf(entity, after);
      if (!isMade) this.#note(id, true);
      // what scopes and rules of others look at; a stage's own fields decide about deals
      if (!before && names.isWanted(entity.noun))
        seen.pin(entity.noun, {
          id,
          version: 0,
          ownerId: after.ownerId,
          teamIds: after.teamIds,
        } as unknown as AnyRecord);
      names.add(entity.noun, { id, title });
      const changes = before ? changesBetween(before, change.after) : undefined;
      if (changes?.length === 0) return this.#skip(row, id, values, 'Nothing would change.', title);
      this.#plan.onWrite(entity.noun, change.after, read ?? { values: {}, reasons: [], made: [], blank: [] });
      return {
        file: file.index,
        row: row.number,
        kind: action,
        noun: entity.noun,
        id,
        title,
        values: parsed.data,
        ...(changes && { changes }),
        reasons: [],
        cells: isMade ? [] : row.cells,
        ...(isMade && { isMade }),
      };
    } catch (error) {
      if (!isProblem(error)) throw error;
      return this.#wrong(row, values, detailsOf(error, entity));
    }
  }

  #titleIn(values: Values): string {
    const { entity } = this.#plan;
    return titleOf(entity, { ...values, ...entity.derive?.(values) });
  }

  #skip(row: CsvRow, id: string, values: Values, reason: string, title = this.#titleIn(values)): PlannedRow {
    const { file, entity } = this.#plan;
    return {
      file: file.index,
      row: row.number,
      kind: 'skip',
      noun: entity.noun,
      id,
      title,
      values,
      reasons: [reason],
      cells: row.cells,
    };
  }

  #wrong(row: CsvRow, values: Values, reasons: readonly string[]): PlannedRow {
    const { file, entity, importId } = this.#plan;
    this.#note(rowId(importId, file.index, row.number), false);
    const shown = reasons.slice(0, 5).map((r) => r.slice(0, 300));
    return {
      file: file.index,
      row: row.number,
      kind: 'wrong',
      noun: entity.noun,
      title: this.#titleIn(values),
      values,
      reasons: shown,
      cells: row.cells,
    };
  }
}
