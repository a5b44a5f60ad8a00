import type { Actor, Ports } from '#functions/platform/context.ts';
import { isStoredRecord, recordKey } from '#functions/platform/stored.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import type { CsvRow } from '#shared/import/csv.ts';
import { isResolved } from '#shared/import/decisions.ts';
import { currencyIn } from '#shared/import/dictionary.ts';
import type { ImportRun } from '#shared/import/import.ts';
import type { Constant, ImportColumn, ImportDecision, ImportFile } from '#shared/import/import-file.ts';
import type { ProposalContext } from '#shared/import/propose.ts';
import { inWriteOrder } from '#shared/import/write-order.ts';
import type { Policy } from '#shared/policy/policy.ts';
import type { FindEntity } from '#shared/predicate/resolve-field.ts';
import { settingsId } from '#shared/settings/settings-id.ts';
import { presetOf, proposeDecisions, type Tally, tally } from './decide.ts';
import {
  asDictionary,
  findDictionary,
  type Head,
  isReadHead,
  nounOf,
  proposeFile,
  type ReadHead,
  readFileHead,
} from './inspect-file.ts';
import type { Lookup } from './lookup.ts';
import { PlannedNames } from './planned-names.ts';
import { Resolver } from './resolver.ts';
import { rowId } from './row-id.ts';
import { localeOf } from './settings-locale.ts';

export type InspectParts = {
  readonly run: ImportRun;
  readonly actor: Actor;
  readonly policy: Policy;
  readonly ports: Ports;
  readonly lookup: Lookup;
  /** Nouns with the custom fields that the actor may know of. */
  readonly nouns: FindEntity;
};

/** For files of which a person said something new: how to read them, and what they hold. */
export type Chosen = ReadonlyMap<
  number,
  {
    readonly noun?: string | null | undefined;
    readonly read?: Pick<ImportFile, 'encoding' | 'separator' | 'hasHeader'>;
  }
>;

const maxDecisions = 120;

/** The pipeline that deals without one go into: that of the stage which new deals begin in, else the first active one. */
const presetPipeline = async (settings: AnyRecord | undefined, lookup: Lookup): Promise<string | undefined> => {
  const stages = await lookup.all('stage');
  const preset = stages.find((s) => s.id === settings?.defaultStageId)?.pipelineId;
  if (typeof preset === 'string') return preset;
  const pipelines = (await lookup.all('pipeline')).filter((p) => p.isActive !== false);
  return [...pipelines].sort((a, b) => Number(a.order ?? 0) - Number(b.order ?? 0))[0]?.id;
};

const constantsFor = (
  entity: Entity,
  columns: readonly ImportColumn[],
  actor: Actor,
  pipelineId: string | undefined,
): Constant[] => {
  const has = (field: string): boolean => columns.some((c) => c.field === field);
  return [
    ...(Object.hasOwn(entity.allFields, 'pipelineId') && !has('pipelineId') && pipelineId !== undefined
      ? [{ field: 'pipelineId', value: pipelineId }]
      : []),
    // as with anything that a person creates; a column of owners takes its place
    ...(entity.owned && !has('ownerId') ? [{ field: 'ownerId', value: actor.id }] : []),
  ];
};

const cellsOf = (rows: readonly CsvRow[], column: number): string[] => rows.map((r) => r.cells[column] ?? '');

/** Names that the rows of a file will have, so that others can be matched to them before anything is planned. */
const announce = (names: PlannedNames, run: ImportRun, file: ImportFile, entity: Entity, head: ReadHead): void => {
  const title = file.columns.find((c) => c.field === entity.title)?.index;
  if (title === undefined || !names.isWanted(entity.noun)) return;
  for (const row of head.sample.rows)
    names.add(entity.noun, { id: rowId(run.id, file.index, row.number), title: (row.cells[title] ?? '').trim() });
};

type Peopled = { readonly file: ImportFile; readonly head: ReadHead };

const emailsOf = (files: readonly Peopled[]): Map<string, string> => {
  const people = new Map<string, string>();
  for (const { file, head } of files.filter((f) => f.file.use === 'people')) {
    const name = file.columns.find((c) => c.field === 'name')?.index;
    const email = file.columns.find((c) => c.field === 'email')?.index;
    if (name === undefined || email === undefined) continue;
    for (const row of head.sample.rows)
      people.set((row.cells[name] ?? '').trim().toLowerCase(), (row.cells[email] ?? '').trim().toLowerCase());
  }
  return people;
};

/** Recognises the files of an import and proposes what to do with them. What a person has said about a file that is not in `again` stays. */
export const inspectImport = async (parts: InspectParts, again?: Chosen): Promise<ImportFile[]> => {
  const { run, actor, ports, lookup, nouns } = parts;
  await lookup.refresh();
  const stored = await ports.table.get(recordKey('settings', settingsId));
  const settings = stored && isStoredRecord(stored) ? stored.record : undefined;
  const heads: Head[] = [];
  for (const file of run.files) {
    const overrides =
      again === undefined
        ? {}
        : {
            encoding: file.encoding,
            separator: file.separator,
            hasHeader: file.hasHeader,
            ...again.get(file.index)?.read,
          };
    heads.push(await readFileHead(ports.files, file, overrides));
  }
  const readable = heads.filter(isReadHead);
  const dictionary = findDictionary(readable);
  const dictionaryCurrency = dictionary?.head.sample.rows.flatMap((r) => currencyIn(r.cells.join(' ')) ?? [])[0];
  const pipelineId = await presetPipeline(settings, lookup);

  const files = heads.map((head): ImportFile => {
    if (!isReadHead(head)) return { ...head.file, use: 'aside', noun: null, problem: head.problem, reason: undefined };
    const { file } = head;
    const said = again?.get(file.index);
    if (again !== undefined && !said && file.columns.length > 0) return file;
    const context: ProposalContext = {
      fileName: file.name,
      currency: localeOf(settings).currency,
      dictionary: dictionary?.dictionary,
      dictionaryCurrency,
    };
    if (head === dictionary?.head && said?.noun === undefined) return asDictionary(head, context);
    const entity = nounOf(
      head,
      said?.noun === undefined && again !== undefined ? (file.noun ?? undefined) : said?.noun,
      nouns,
    );
    const proposed = proposeFile(head, entity, context);
    if (proposed.use !== 'records' || !entity) return proposed;
    const columns = proposed.columns.map((c) =>
      c.field !== null && isResolved(entity, c.field) ? { ...c, otherwise: presetOf(entity, c.field) } : c,
    );
    return { ...proposed, columns, constants: constantsFor(entity, proposed.columns, actor, pipelineId) };
  });
  return decideAll(parts, inWriteOrder(files, nouns), readable);
};

/** Finds for every file what its names stand for and what is left to be decided; decisions that were taken stay. */
export const decideAll = async (
  parts: InspectParts,
  files: readonly ImportFile[],
  heads: readonly ReadHead[],
): Promise<ImportFile[]> => {
  const { run, policy, lookup, nouns } = parts;
  const headOf = new Map(heads.map((h) => [h.file.index, h]));
  const targets = files.flatMap((f) => {
    const entity = f.noun === null ? undefined : nouns(f.noun);
    return f.columns.flatMap((c) => (c.field === null ? [] : (entity?.allFields[c.field]?.target ?? [])));
  });
  const names = new PlannedNames(new Set(targets));
  const people = emailsOf(
    files.flatMap((file) => {
      const head = headOf.get(file.index);
      return head ? [{ file, head }] : [];
    }),
  );
  const result: ImportFile[] = [];
  let left = maxDecisions;
  for (const file of files) {
    const entity = file.noun === null ? undefined : nouns(file.noun);
    const head = headOf.get(file.index);
    if (!entity || !head || file.use !== 'records') {
      result.push(file);
      continue;
    }
    announce(names, run, file, entity, head);
    const decisions: ImportDecision[] = [];
    const columns: ImportColumn[] = [];
    for (const column of file.columns) {
      if (column.field === null || !isResolved(entity, column.field)) {
        columns.push(column);
        continue;
      }
      const seen: Tally = new Map();
      for (const cell of cellsOf(head.sample.rows, column.index)) tally(seen, cell);
      const resolver = new Resolver({
        importId: run.id,
        file,
        entity,
        column,
        names,
        lookup,
        policy,
        people,
        found: () => {},
      });
      const proposed = await proposeDecisions(entity, column, resolver, seen);
      decisions.push(...proposed.decisions.slice(0, Math.max(0, left - decisions.length)));
      columns.push({ ...column, matched: proposed.matched });
    }
    left -= decisions.length;
    result.push({ ...file, columns, decisions });
  }
  return result;
};
