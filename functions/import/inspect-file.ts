import type { Blobs } from '#functions/platform/ports.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { type Dictionary, readDictionary } from '#shared/import/dictionary.ts';
import { FileUnreadable, recogniseEncoding } from '#shared/import/encoding.ts';
import type { Encoding, ImportFile, Separator } from '#shared/import/import-file.ts';
import { type Profile, profileColumn } from '#shared/import/profile.ts';
import {
  type ProposalContext,
  previewOf,
  proposeColumns,
  proposeComposed,
  proposeMatch,
} from '#shared/import/propose.ts';
import { readSample, recogniseNoun, recogniseSeparator, type Sample } from '#shared/import/recognise.ts';
import { isImportable } from '#shared/import/targets.ts';
import type { FindEntity } from '#shared/predicate/resolve-field.ts';
import { entities } from '#shared/registry.ts';
import { readHead } from './read-rows.ts';

export const headBytes = 1024 * 1024;

/** What a person has said about how a file is to be read. */
export type Overrides = Pick<ImportFile, 'encoding' | 'separator' | 'hasHeader'>;

/** A file as far as its first megabyte tells. */
export type Head =
  | { readonly file: ImportFile; readonly problem: string }
  | {
      readonly file: ImportFile;
      readonly encoding: Encoding;
      readonly separator: Separator;
      readonly sample: Sample;
      readonly profiles: readonly Profile[];
      readonly headBytes: number;
    };
export type ReadHead = Exclude<Head, { readonly problem: string }>;

export const isReadHead = (head: Head): head is ReadHead => 'sample' in head;

/** Reads the beginning of an uploaded file and recognises how it is written. */
export const readFileHead = async (files: Blobs, file: ImportFile, overrides: Overrides = {}): Promise<Head> => {
  const sizeBytes = await files.sizeOf(file.key);
  if (sizeBytes === undefined) return { file, problem: 'The file has not arrived.' };
  const bytes = (await readHead(files, file.key, headBytes)) ?? new Uint8Array();
  const arrived = { ...file, sizeBytes };
  try {
    const encoding = overrides.encoding ?? recogniseEncoding(bytes);
    const isWhole = bytes.length >= sizeBytes;
    const text = new TextDecoder(encoding).decode(bytes, { stream: !isWhole });
    const separator = overrides.separator ?? recogniseSeparator(text);
    const sample = readSample(text, isWhole, separator, overrides.hasHeader);
    const profiles = sample.headings.map((_, i) => profileColumn(sample.rows.map((r) => r.cells[i] ?? '')));
    return { file: arrived, encoding, separator, sample, profiles, headBytes: bytes.length };
  } catch (error) {
    if (!(error instanceof FileUnreadable)) throw error;
    return { file: arrived, problem: error.message };
  }
};

/** The file's rows as far as they are known: counted, or reckoned from the size of those that were read. */
const rowCountOf = (head: ReadHead): Pick<ImportFile, 'rowCount' | 'isEstimate'> => {
  const { sample, file } = head;
  if (sample.isWhole) return { rowCount: sample.rows.length, isEstimate: false };
  return {
    rowCount: Math.round((sample.rows.length * file.sizeBytes) / Math.max(1, head.headBytes)),
    isEstimate: true,
  };
};

const readAs = (head: ReadHead): ImportFile => ({
  ...head.file,
  problem: undefined,
  encoding: head.encoding,
  separator: head.separator,
  hasHeader: head.sample.hasHeader,
  ...rowCountOf(head),
  preview: previewOf(head.sample),
});

const plain = (head: ReadHead, context: ProposalContext) =>
  proposeColumns(undefined, head.sample, head.profiles, context);

/** The file with what is proposed for it as records of a noun, as a list of people, or set aside. */
export const proposeFile = (head: ReadHead, noun: Entity | undefined, context: ProposalContext): ImportFile => {
  const file = { ...readAs(head), decisions: [], composed: [], constants: [], matchFields: [] };
  if (!noun)
    return {
      ...file,
      use: 'aside',
      noun: null,
      reason: 'Its columns are not those of any records here.',
      columns: plain(head, context),
    };
  const columns = proposeColumns(noun, head.sample, head.profiles, context);
  if (noun.noun === 'user' || !isImportable(noun))
    return {
      ...file,
      use: 'people',
      noun: null,
      reason: 'It lists people: they are matched to users and never made.',
      columns,
    };
  const matchFields = proposeMatch(noun, columns, head.profiles);
  return {
    ...file,
    use: 'records',
    noun: noun.noun,
    reason: undefined,
    columns,
    matchFields,
    mode: matchFields.length > 0 ? 'upsert' : 'create',
    composed: proposeComposed(noun, columns, head.profiles, matchFields),
  };
};

/** A data dictionary among the files, and which one it is. */
export const findDictionary = (
  heads: readonly ReadHead[],
): { readonly head: ReadHead; readonly dictionary: Dictionary } | undefined => {
  for (const head of heads) {
    const others = heads.filter((h) => h !== head).map((h) => ({ headings: h.sample.headings }));
    const dictionary = readDictionary(head.sample, others);
    if (dictionary) return { head, dictionary };
  }
  return undefined;
};

export const asDictionary = (head: ReadHead, context: ProposalContext): ImportFile => ({
  ...proposeFile(head, undefined, context),
  reason: 'It describes fields, not records.',
});

/** What the first rows are taken for: a noun that a person chose, or the one that fits best. */
export const nounOf = (head: ReadHead, chosen: string | null | undefined, nouns: FindEntity): Entity | undefined => {
  if (chosen === null) return undefined;
  if (chosen !== undefined) return nouns(chosen);
  return recogniseNoun(
    entities.flatMap((e) => nouns(e.noun) ?? []),
    head.sample.headings,
    head.profiles,
    head.file.name,
  )?.entity;
};
