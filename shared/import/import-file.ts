import * as z from 'zod';

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];
export const separators = [',', ';', '\t', '|'] as const;
export type Separator = (typeof separators)[number];
export const dateOrders = ['ymd', 'dmy', 'mdy'] as const;
export type DateOrder = (typeof dateOrders)[number];

/** How the cells of a column are written. */
export const columnFormatSchema = z
  .strictObject({
    dateOrder: z.enum(dateOrders).optional(),
    decimal: z.enum(['.', ',']).optional(),
    /** What each number is multiplied by, e.g. 1000000 for a column in millions. */
    multiplier: z.union([z.literal(1), z.literal(1000), z.literal(1_000_000), z.literal(1_000_000_000)]).optional(),
    /** ISO 4217; of money columns whose cells name no currency. */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
  })
  .meta({ id: 'ImportColumnFormat' });
export type ColumnFormat = z.infer<typeof columnFormatSchema>;

/**
 * What becomes of a value that names no record: another record is meant (`use`), a new one is made (`create`), the text is kept beside
 * the reference (`keepAsText`), the cell counts as empty (`skip`), or nobody has said (`pending`: its rows are wrong).
 */
export const choicesOfDecision = ['use', 'create', 'keepAsText', 'skip', 'pending'] as const;
export type DecisionKind = (typeof choicesOfDecision)[number];

export const importColumnSchema = z
  .strictObject({
    index: z.int().min(0),
    heading: z.string().max(200),
    /** Field of the noun; null: not brought. */
    field: z.string().max(60).nullable(),
    /** What the field was proposed by: its name or an alias, what the cells hold; `chosen` by a person. */
    by: z.enum(['name', 'content', 'chosen', 'none']),
    samples: z.array(z.string().max(80)).max(5),
    format: columnFormatSchema.optional(),
    /** What a data dictionary among the files says about the column. */
    note: z.string().max(300).optional(),
    /** What a person should look at before it is planned. */
    question: z.string().max(300).optional(),
    /** Decision for values of the column that are not listed among the decisions. */
    otherwise: z.enum(choicesOfDecision).optional(),
    /** How many different values name a record or an option already. */
    matched: z.int().min(0).optional(),
  })
  .meta({ id: 'ImportColumn' });
export type ImportColumn = z.infer<typeof importColumnSchema>;

export const importDecisionSchema = z
  .strictObject({
    column: z.int().min(0),
    value: z.string().max(255),
    /** Rows that have the value, as far as they were read. */
    count: z.int().min(0),
    /** The record or option that seems to be meant. `score` is 1 where it is the same name. */
    proposal: z
      .strictObject({ id: z.string().max(60), title: z.string().max(255), score: z.number().min(0).max(1) })
      .optional(),
    decision: z.enum(choicesOfDecision),
    /** With `use`: id of the record, or of the option. */
    useId: z.string().max(60).optional(),
  })
  .meta({ id: 'ImportDecision' });
export type ImportDecision = z.infer<typeof importDecisionSchema>;

/** A value for every row of the file, as the field holds it. */
export const constantSchema = z.strictObject({ field: z.string().max(60), value: z.unknown() });
export type Constant = z.infer<typeof constantSchema>;

/** A field made of several columns, joined by ` – `; where one of them is empty, the fallback column is added. */
export const composedSchema = z.strictObject({
  field: z.string().max(60),
  columns: z.array(z.int().min(0)).min(1).max(5),
  fallback: z.int().min(0).optional(),
});
export type Composed = z.infer<typeof composedSchema>;

export const importModes = ['create', 'update', 'upsert'] as const;
export type ImportMode = (typeof importModes)[number];

const count = z.int().min(0);
export const planCountsSchema = z.strictObject({
  rows: count,
  create: count,
  update: count,
  skip: count,
  wrong: count,
});
export type PlanCounts = z.infer<typeof planCountsSchema>;
export const appliedCountsSchema = z.strictObject({ created: count, updated: count, skipped: count, failed: count });
export type AppliedCounts = z.infer<typeof appliedCountsSchema>;

export const importFileSchema = z
  .strictObject({
    /** Number of the upload; stays when the files change their order. */
    index: z.int().min(0),
    key: z.string().max(100),
    name: z.string().max(255),
    sizeBytes: z.int().min(0),
    /** `records` of a noun, `people` (who are matched to users, never made), or set `aside`. */
    use: z.enum(['records', 'people', 'aside']),
    /** Why it is taken for that. */
    reason: z.string().max(300).optional(),
    /** Why it cannot be read at all. */
    problem: z.string().max(500).optional(),
    noun: z.string().max(60).nullable(),
    encoding: z.enum(encodings).optional(),
    separator: z.enum(separators).optional(),
    hasHeader: z.boolean().optional(),
    rowCount: count.optional(),
    /** The count follows from the size of the rows that were read. */
    isEstimate: z.boolean().optional(),
    columns: z.array(importColumnSchema).max(200),
    /** The first rows, cell by cell. */
    preview: z.array(z.array(z.string().max(80)).max(200)).max(5),
    mode: z.enum(importModes),
    /** Fields that tell whether a row is a record that is there already; all of them must agree. */
    matchFields: z.array(z.string().max(60)).max(3),
    constants: z.array(constantSchema).max(20),
    composed: z.array(composedSchema).max(5),
    decisions: z.array(importDecisionSchema).max(200),
    planned: planCountsSchema.optional(),
    applied: appliedCountsSchema.optional(),
  })
  .meta({ id: 'ImportFile' });
export type ImportFile = z.infer<typeof importFileSchema>;

/** Something wrong with a file or a row. `row` counts as a spreadsheet does: the heading is row 1. */
export const importProblemSchema = z
  .strictObject({
    file: z.int().min(0),
    row: z.int().min(1).optional(),
    column: z.string().max(200).optional(),
    detail: z.string().max(300),
  })
  .meta({ id: 'ImportProblem' });
export type ImportProblem = z.infer<typeof importProblemSchema>;
