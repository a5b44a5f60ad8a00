import * as z from 'zod';
import type { Predicate } from '../predicate/predicate.ts';
import { withCustomKeys } from './custom-key.ts';
import { dateTime, type Field, group, json, labels, list, number, recordId, ref, refs, text } from './field.ts';
import { once } from './once.ts';
import type { ProblemIssue } from './problem.ts';
import { singleLine } from './text.ts';

/** The functions that routes are served from; each is one Lambda. */
export const areas = ['people', 'sales', 'service', 'marketing', 'import', 'platform', 'query', 'public'] as const;
export type Area = (typeof areas)[number];

/** Who did something: a person, or a part of the system in whose name it was done. */
export const actorRefSchema = z
  .strictObject({
    kind: z.enum(['user', 'system', 'import', 'form']),
    id: singleLine(60),
    name: singleLine(255).optional(),
  })
  .meta({ id: 'ActorRef' });
export type ActorRef = z.infer<typeof actorRefSchema>;

const externalRef = group(
  {
    system: text({ label: 'System', max: 60, required: true }),
    id: text({ label: 'Id', max: 120, required: true }),
  },
  { label: 'Id elsewhere' },
);

export const sources = ['ui', 'api', 'import', 'form', 'system'] as const;

/** Fields that every record has; those that clients may write are `ownerId`, `tags` and `externalRefs`. */
export const baseFields = {
  ownerId: ref('user', {
    label: 'Owner',
    aliases: ['owner', 'sales agent', 'sales rep', 'assigned to', 'account owner'],
    section: 'Ownership',
  }),
  teamIds: refs('team', { label: 'Teams', readOnly: true, section: 'Ownership' }),
  tags: labels({ label: 'Tags', search: 2, aliases: ['labels', 'keywords'] }),
  externalRefs: list(externalRef, {
    label: 'External ids',
    max: 20,
    section: 'System',
    readOnly: true,
  }),
  source: text({ label: 'Created through', readOnly: true, section: 'System' }),
  createdAt: dateTime({ label: 'Created', required: true, readOnly: true, section: 'System' }),
  createdBy: json(actorRefSchema, { label: 'Created by', required: true, readOnly: true, section: 'System' }),
  updatedAt: dateTime({ label: 'Updated', required: true, readOnly: true, section: 'System' }),
  updatedBy: json(actorRefSchema, { label: 'Updated by', required: true, readOnly: true, section: 'System' }),
  deletedAt: dateTime({ label: 'In the bin since', readOnly: true, section: 'System' }),
  version: number({
    label: 'Version',
    isPlain: true,
    required: true,
    readOnly: true,
    int: true,
    min: 1,
    section: 'System',
  }),
};

export type Fields = Readonly<Record<string, Field & { readonly required?: boolean }>>;
type AllFields<F> = F & typeof baseFields;

type ValuesOf<F> = {
  [K in keyof F as F[K] extends { required: true } ? K : never]: F[K] extends Field<infer S> ? z.output<S> : never;
} & {
  [K in keyof F as F[K] extends { required: true } ? never : K]?: F[K] extends Field<infer S>
    ? z.output<S> | undefined
    : never;
};
type Flat<T> = { [K in keyof T]: T[K] };

/** A record as it is stored and sent: what the entity declares and what every record has. */
export type RecordOf<E> = E extends { readonly fields: infer F }
  ? Flat<{ id: string; type: string } & ValuesOf<AllFields<F>>>
  : never;

/** A record of a noun that is not known here. */
export type AnyRecord = {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: ActorRef;
  readonly updatedAt: string;
  readonly updatedBy: ActorRef;
  readonly ownerId?: string | undefined;
  readonly teamIds?: string[] | undefined;
  readonly deletedAt?: string | undefined;
  readonly [field: string]: unknown;
};

/** What a client sends to create a record: required are the required fields that have no default. */
export type CreateOf<E> = E extends { readonly fields: infer F; readonly defaults?: infer D }
  ? Flat<
      {
        [K in keyof AllFields<F> as AllFields<F>[K] extends { readOnly: true }
          ? never
          : AllFields<F>[K] extends { required: true }
            ? K extends keyof D
              ? never
              : K
            : never]: AllFields<F>[K] extends Field<infer S> ? z.input<S> : never;
      } & {
        [K in keyof AllFields<F> as AllFields<F>[K] extends { readOnly: true }
          ? never
          : K]?: AllFields<F>[K] extends Field<infer S> ? z.input<S> | undefined : never;
      }
    >
  : never;

/** What a client sends to change a record: any writable fields; null clears one that is not required. */
export type PatchOf<E> = E extends { readonly fields: infer F }
  ? {
      [K in keyof AllFields<F> as AllFields<F>[K] extends { readOnly: true }
        ? never
        : K]?: AllFields<F>[K] extends Field<infer S>
        ? z.input<S> | (AllFields<F>[K] extends { required: true } ? never : null) | undefined
        : never;
    }
  : never;

export type EntitySpec<N extends string, F extends Fields, D = unknown> = {
  readonly noun: N;
  readonly plural: string;
  readonly label: { readonly one: string; readonly many: string };
  readonly area: Exclude<Area, 'query' | 'public'>;
  /** The field that names a record in lists, search and links. */
  readonly title: keyof F & string;
  readonly fields: F;
  /** Columns of a list that nobody has changed yet. */
  readonly columns: readonly string[];
  /** Facts at the head of a record page, six at most. */
  readonly highlights?: readonly string[];
  /** Icon name of the staff app. */
  readonly icon: string;
  /** Where the noun stands in the sidebar; absent: only reached from elsewhere. */
  readonly group?: 'work' | 'sales' | 'marketing' | 'service' | 'settings';
  /** Raised with every change of the stored form; `upcasters[n]` turns version n into n + 1. */
  readonly schemaVersion?: number;
  readonly upcasters?: Readonly<Record<number, (record: Record<string, unknown>) => Record<string, unknown>>>;
  /** Fields that follow from others, computed after every change. */
  readonly derive?: (record: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /** Rules across fields: what is wrong with the record as it would become. */
  readonly validate?: (
    record: Readonly<Record<string, unknown>>,
    before: Readonly<Record<string, unknown>> | undefined,
  ) => readonly ProblemIssue[];
  /** Values of a new record where the caller gives none. */
  readonly defaults?: D;
  /** Owned records get the creator as owner and follow own and team scopes; others are read by all who may read the noun. */
  readonly owned?: boolean;
  /** Records that all who may read the noun see, whatever the scope of their grant. */
  readonly alsoReadable?: Predicate;
  /** Records that their owner reads and nobody else, whatever anybody's grants; only the noun's own routes change them. */
  readonly isPrivate?: boolean;
  /** Records that their owner reads, whatever the owner's roles say of the noun: a person's own jobs. */
  readonly isReadByOwner?: boolean;
  /** False where only the noun's own routes may do it (settings cannot be created, jobs not changed). */
  readonly standard?: { readonly create?: boolean; readonly update?: boolean; readonly remove?: boolean };
  /** False for records that imports cannot bring. */
  readonly importable?: boolean;
};

/** A declared noun with everything that derives from its fields. */
export type Entity<N extends string = string, F extends Fields = Fields, D = unknown> = EntitySpec<N, F, D> & {
  readonly schemaVersion: number;
  /** Own and base fields together. */
  readonly allFields: Fields;
  readonly recordSchema: z.ZodType<Record<string, unknown>>;
  readonly createSchema: z.ZodType<Record<string, unknown>>;
  readonly patchSchema: z.ZodType<Record<string, unknown>>;
  readonly writable: readonly string[];
};

const pascal = (noun: string): string => noun.charAt(0).toUpperCase() + noun.slice(1);

const hasDefault = (defaults: unknown, key: string): boolean =>
  typeof defaults === 'object' && defaults !== null && key in defaults;

/** Declares a noun. The schemas that derive from it refuse unknown properties, but for custom fields (`withCustomKeys`). */
export const defineEntity = <const N extends string, F extends Fields, const D = Record<never, never>>(
  spec: EntitySpec<N, F, D>,
): Entity<N, F, D> => {
  const allFields: Fields = { ...spec.fields, ...baseFields };
  const entries = Object.entries(allFields);
  const writable = entries.filter(([, f]) => !f.readOnly).map(([key]) => key);
  const shape = (of: (key: string, field: Field) => z.ZodType | undefined) =>
    Object.fromEntries(
      entries.flatMap(([key, field]) => {
        const schema = of(key, field);
        return schema ? [[key, schema]] : [];
      }),
    );
  const recordSchema = once(() =>
    withCustomKeys(
      z.strictObject({
        id: recordId,
        type: z.literal(spec.noun),
        ...shape((_, f) => (f.required ? f.schema : f.schema.optional())),
      }),
    ).meta({ id: pascal(spec.noun) }),
  );
  const createSchema = once(() =>
    withCustomKeys(
      z.strictObject(
        shape((key, f) => {
          if (f.readOnly) return undefined;
          return f.required && !hasDefault(spec.defaults, key) ? f.schema : f.schema.nullable().optional();
        }),
      ),
    ).meta({ id: `${pascal(spec.noun)}Create` }),
  );
  const patchSchema = once(() =>
    withCustomKeys(
      z.strictObject(
        shape((_, f) => (f.readOnly ? undefined : f.required ? f.schema.optional() : f.schema.nullable().optional())),
      ),
    ).meta({ id: `${pascal(spec.noun)}Patch`, description: 'null clears a field' }),
  );
  return {
    ...spec,
    schemaVersion: spec.schemaVersion ?? 1,
    allFields,
    get recordSchema() {
      return recordSchema();
    },
    get createSchema() {
      return createSchema();
    },
    get patchSchema() {
      return patchSchema();
    },
    writable,
  };
};

/** What names a record for a person; its id where the title is not readable. */
export const titleOf = (entity: Entity, record: Readonly<Record<string, unknown>>): string => {
  const title = record[entity.title];
  return typeof title === 'string' && title !== '' ? title : String(record.id ?? '');
};
