import type { Entity } from '../contract/entity.ts';
import { currencyIn, type Dictionary, multiplierIn } from './dictionary.ts';
import { headingWords, matchHeadings } from './headings.ts';
import type { ColumnFormat, Composed, ImportColumn, ImportFile } from './import-file.ts';
import { couldHold, type Profile, shownCell } from './profile.ts';
import type { Sample } from './recognise.ts';
import { importTargets, type Target } from './targets.ts';

/** What the organisation and the other files say where a column does not. */
export type ProposalContext = {
  readonly dictionary?: Dictionary | undefined;
  readonly fileName: string;
  /** Of money columns about which nothing says so. */
  readonly currency: string;
  /** A currency that the data dictionary names for some column of the same files. */
  readonly dictionaryCurrency?: string | undefined;
};

const isMoney = (target: Target): boolean => target.form === 'money';
const takesNumbers = (target: Target): boolean =>
  isMoney(target) || target.form === 'number' || target.form === 'percent';

const unitWords: Readonly<Record<number, string>> = { 1000: 'thousands', 1000000: 'millions', 1000000000: 'billions' };

type Described = { readonly format: ColumnFormat; readonly question: string | undefined };

const describeMoney = (
  note: string | undefined,
  heading: string,
  profile: Profile,
  target: Target,
  context: ProposalContext,
): Described => {
  const said = `${note ?? ''} ${heading}`;
  const multiplier = multiplierIn(said);
  const named = isMoney(target) ? currencyIn(said) : undefined;
  const currency = named ?? context.dictionaryCurrency ?? context.currency;
  const unit = unitWords[multiplier];
  const questions = [
    ...(unit
      ? [`The numbers are in ${unit}${note ? ', says the data dictionary' : ''}: each is multiplied. Is that right?`]
      : []),
    ...(isMoney(target) && !named ? [`Nothing says which currency this is; ${currency} is proposed.`] : []),
    ...(profile.question ? [profile.question] : []),
  ];
  return {
    format: { ...profile.format, ...(multiplier !== 1 && { multiplier }), ...(isMoney(target) && { currency }) },
    question: questions.length > 0 ? questions.join(' ').slice(0, 300) : undefined,
  };
};

/** How the cells of a column are written, and what a person should look at, once it is known which field it is for. */
export const formatFor = (
  target: Target | undefined,
  heading: string,
  profile: Profile,
  context: ProposalContext,
): Described => {
  const note = context.dictionary?.describe(context.fileName, heading);
  if (target && takesNumbers(target)) return describeMoney(note, heading, profile, target, context);
  const isDate = target?.form === 'date' || target?.form === 'dateTime';
  return { format: isDate ? profile.format : {}, question: isDate ? profile.question : undefined };
};

/** Columns that nothing in their heading gives away, by what they hold. */
const byContent = (entity: Entity, profiles: readonly Profile[], taken: ReadonlySet<string>): Map<number, Target> => {
  const free = importTargets(entity).filter((t) => !taken.has(t.key));
  const found = new Map<number, Target>();
  const claim = (is: (p: Profile) => boolean, form: Target['form']) => {
    const column = profiles.findIndex((p, i) => p.filled > 0 && is(p) && !found.has(i));
    const target = free.find((t) => t.form === form && ![...found.values()].includes(t));
    if (column >= 0 && target) found.set(column, target);
  };
  claim((p) => p.emails >= 0.8, 'email');
  claim((p) => p.urls >= 0.8, 'url');
  return found;
};

/** The columns of a file with the fields that are proposed for them. */
export const proposeColumns = (
  entity: Entity | undefined,
  sample: Sample,
  profiles: readonly Profile[],
  context: ProposalContext,
): ImportColumn[] => {
  const matches = new Map((entity ? matchHeadings(entity, sample.headings) : []).map((m) => [m.column, m.target]));
  for (const [column, target] of matches) {
    const profile = profiles[column];
    if (profile && !couldHold(profile, target.form)) matches.delete(column);
  }
  const taken = new Set([...matches.values()].map((t) => t.key));
  const unmatched = profiles.map((p, i): Profile => (matches.has(i) ? { ...p, filled: 0 } : p));
  const guessed = entity ? byContent(entity, unmatched, taken) : new Map<number, Target>();
  return sample.headings.map((heading, index): ImportColumn => {
    const named = matches.get(index);
    const target = named ?? guessed.get(index);
    const profile = profiles[index];
    const note = context.dictionary?.describe(context.fileName, heading);
    const { format, question } = profile
      ? formatFor(target, heading, profile, context)
      : { format: {}, question: undefined };
    return {
      index,
      heading,
      field: target?.key ?? null,
      by: named ? 'name' : target ? 'content' : 'none',
      samples: [...(profile?.samples ?? [])],
      ...(Object.keys(format).length > 0 && { format }),
      ...(note && { note }),
      ...(question && { question }),
    };
  });
};

const identifying = new Set([
  'opportunity id',
  'deal id',
  'external id',
  'reference',
  'id',
  'sku',
  'article number',
  'item number',
  'code',
]);

/** Fields that tell a record: a unique one, else an identifier whose values are all different, else the name, where they are. */
export const proposeMatch = (
  entity: Entity,
  columns: readonly ImportColumn[],
  profiles: readonly Profile[],
): string[] => {
  const isDistinct = (c: ImportColumn): boolean => {
    const p = profiles[c.index];
    return p !== undefined && p.filled > 0 && p.blank === 0 && p.distinct === p.filled;
  };
  const mapped = columns.filter((c) => c.field !== null);
  const fieldOf = (c: ImportColumn) => (c.field === null ? undefined : entity.allFields[c.field]);
  const unique = mapped.find((c) => fieldOf(c)?.unique === true && (profiles[c.index]?.filled ?? 0) > 0);
  const key =
    unique ??
    mapped.find((c) => identifying.has(headingWords(c.heading)) && isDistinct(c)) ??
    mapped.find((c) => c.field === entity.title && isDistinct(c));
  return key?.field ? [key.field] : [];
};

/** How the name of a record is put together where no column brings it: from what it refers to, or from whom it is about. */
export const proposeComposed = (
  entity: Entity,
  columns: readonly ImportColumn[],
  profiles: readonly Profile[],
  matchFields: readonly string[],
): Composed[] => {
  const title = importTargets(entity).find((t) => t.key === entity.title);
  if (!title?.isRequired || columns.some((c) => c.field === title.key)) return [];
  const columnOf = (field: string): number | undefined => columns.find((c) => c.field === field)?.index;
  const refs = columns.filter(
    (c) =>
      c.field !== null &&
      c.field !== 'ownerId' &&
      entity.allFields[c.field]?.kind === 'ref' &&
      c.field !== 'stageId' &&
      c.field !== 'pipelineId',
  );
  const rank = (c: ImportColumn): number => (c.field === 'companyId' ? 0 : c.field === 'productId' ? 1 : 2);
  const parts = [...refs]
    .sort((a, b) => rank(a) - rank(b) || a.index - b.index)
    .slice(0, 2)
    .map((c) => c.index);
  const key = matchFields[0] === undefined ? undefined : columnOf(matchFields[0]);
  const whole = parts.length > 0 ? parts : key === undefined ? [] : [key];
  if (whole.length === 0) return [];
  const isCovered = whole.every((i) => profiles[i]?.blank === 0);
  return [
    {
      field: title.key,
      columns: whole,
      ...(key !== undefined && !whole.includes(key) && !isCovered && { fallback: key }),
    },
  ];
};

/** The first rows as they are shown. */
export const previewOf = (sample: Sample): string[][] =>
  sample.rows.slice(0, 5).map((r) => r.cells.slice(0, 200).map(shownCell));

/** A file before anything is known of it. */
export const emptyFile = (index: number, key: string, name: string, sizeBytes: number): ImportFile => ({
  index,
  key,
  name,
  sizeBytes,
  use: 'aside',
  noun: null,
  columns: [],
  preview: [],
  mode: 'upsert',
  matchFields: [],
  constants: [],
  composed: [],
  decisions: [],
});
