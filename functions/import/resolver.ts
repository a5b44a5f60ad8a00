import { type AnyRecord, type Entity, titleOf } from '#shared/contract/entity.ts';
import { optionNamed } from '#shared/import/convert.ts';
import type { DecisionKind, ImportColumn, ImportDecision, ImportFile } from '#shared/import/import-file.ts';
import { mostSimilar, sameName } from '#shared/import/similar.ts';
import { importTargets, type Target, textBeside } from '#shared/import/targets.ts';
import type { Policy } from '#shared/policy/policy.ts';
import { entityOf } from '#shared/registry.ts';
import type { Lookup, Named } from './lookup.ts';
import type { PlannedNames } from './planned-names.ts';
import { madeId } from './row-id.ts';

/** What a cell that names a record or an option stands for. */
export type Resolution =
  | { readonly kind: 'use'; readonly id: string; readonly title: string }
  | { readonly kind: 'create'; readonly id: string; readonly title: string }
  | { readonly kind: 'text'; readonly field: string; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'pending' };

export type ResolverParts = {
  readonly importId: string;
  readonly file: ImportFile;
  readonly entity: Entity;
  readonly column: ImportColumn;
  readonly names: PlannedNames;
  readonly lookup: Lookup;
  readonly policy: Policy;
  /** E-mail addresses of people by `sameName` of what files call them. */
  readonly people: ReadonlyMap<string, string>;
  /** Records that were found, for who checks references. */
  readonly found: (noun: string, record: AnyRecord) => void;
};

const maxRemembered = 300_000;

/** Resolves the values of one column. `prepare` looks up many at once; `resolve` answers from what is known then. */
export class Resolver {
  readonly target: Target;
  readonly #parts: ResolverParts;
  readonly #decisions: ReadonlyMap<string, ImportDecision>;
  readonly #exact = new Map<string, Named | undefined>();

  constructor(parts: ResolverParts) {
    const target = importTargets(parts.entity).find((t) => t.key === parts.column.field);
    if (!target) throw new Error(`${parts.entity.noun} has no field ${parts.column.field}`);
    this.target = target;
    this.#parts = parts;
    this.#decisions = new Map(
      parts.file.decisions.filter((d) => d.column === parts.column.index).map((d) => [sameName(d.value), d]),
    );
  }

  get noun(): string | undefined {
    return this.target.field.target;
  }

  /** Looks up values that were not looked up yet. */
  async prepare(values: Iterable<string>): Promise<void> {
    const { noun } = this;
    if (!noun) return;
    if (this.#exact.size > maxRemembered) this.#exact.clear();
    const fresh = new Map<string, string>();
    for (const value of values) {
      const key = sameName(value);
      if (key !== '' && !this.#exact.has(key)) fresh.set(key, value);
    }
    if (fresh.size === 0) return;
    const found = noun === 'stage' ? await this.#stages() : await this.#records(noun, fresh);
    for (const key of fresh.keys()) this.#exact.set(key, found.get(key));
  }

  async #records(noun: string, fresh: ReadonlyMap<string, string>): Promise<Map<string, Named>> {
    const { lookup, policy, people } = this.#parts;
    const entity = entityOf(noun);
    if (!entity) return new Map();
    const others = Object.entries(entity.allFields).flatMap(([key, f]) =>
      f.unique && !f.readOnly && key !== entity.title ? [key] : [],
    );
    const values = [...fresh.values()];
    const result = new Map<string, Named>();
    for (const field of [entity.title, ...others]) {
      const isMail = noun === 'user' && field === 'email';
      const asked = isMail ? values.map((v) => people.get(sameName(v)) ?? v) : values;
      const records = await lookup.byField(noun, field, asked);
      for (const [i, value] of values.entries()) {
        const key = sameName(value);
        const known = (records.get(sameName(asked[i] ?? value)) ?? []).filter((r) => policy.may(noun, 'read', r));
        const [only] = known;
        // two of the same name: a person must say which
        if (!only || known.length > 1 || result.has(key)) continue;
        this.#parts.found(noun, only);
        result.set(key, { id: only.id, title: titleOf(entity, only) });
      }
    }
    return result;
  }

  async #stages(): Promise<Map<string, Named>> {
    const pipelineId = pipelineOf(this.#parts.file);
    const stages = (await this.#parts.lookup.all('stage')).filter(
      (s) => s.pipelineId === pipelineId || pipelineId === undefined,
    );
    for (const stage of stages) this.#parts.found('stage', stage);
    return new Map(stages.map((s) => [sameName(String(s.name)), { id: s.id, title: String(s.name) }]));
  }

  /** The record or option that has just this name. */
  exact(value: string): Named | undefined {
    const { noun } = this;
    if (!noun) {
      const id = optionNamed(this.target, value);
      return id === undefined
        ? undefined
        : { id, title: this.target.field.options?.find((o) => o.id === id)?.label ?? id };
    }
    return this.#parts.names.find(noun, value) ?? this.#exact.get(sameName(value));
  }

  decision(value: string): ImportDecision | undefined {
    return this.#decisions.get(sameName(value));
  }

  /** What becomes of a value: what was decided about it, else the record of that name, else what is decided for the rest. */
  resolve(value: string): Resolution {
    const decided = this.decision(value);
    const exact = this.exact(value);
    const use = (named: Named): Resolution => ({
      kind: 'use',
      id: this.#parts.names.finalId(named.id),
      title: named.title,
    });
    if (!decided || decided.decision === 'pending')
      return exact ? use(exact) : this.#otherwise(value, this.#parts.column.otherwise ?? 'pending');
    if (decided.decision === 'use') {
      const id = decided.useId ?? decided.proposal?.id ?? exact?.id;
      return id === undefined ? { kind: 'pending' } : use({ id, title: this.#titleOf(id, decided, exact) ?? value });
    }
    // it was to be made and is there now
    if (decided.decision === 'create' && exact) return use(exact);
    return this.#otherwise(value, decided.decision);
  }

  #titleOf(id: string, decided: ImportDecision, exact: Named | undefined): string | undefined {
    return decided.proposal?.id === id ? decided.proposal.title : exact?.id === id ? exact.title : undefined;
  }

  #otherwise(value: string, decision: DecisionKind): Resolution {
    const { noun } = this;
    if (decision === 'create' && noun)
      return {
        kind: 'create',
        id: madeId(this.#parts.importId, this.#scope(noun), sameName(value)),
        title: value.trim(),
      };
    const field = textBeside(this.#parts.entity, this.target.key);
    if (decision === 'keepAsText' && field) return { kind: 'text', field, text: value.trim() };
    return decision === 'skip' ? { kind: 'none' } : { kind: 'pending' };
  }

  #scope(noun: string): string {
    return noun === 'stage' ? `stage of ${pipelineOf(this.#parts.file) ?? ''}` : noun;
  }

  /** The record or option that is likely meant by a value that names none. */
  async proposal(value: string): Promise<(Named & { readonly score: number }) | undefined> {
    const { noun } = this;
    if (!noun)
      return mostSimilar(
        value,
        (this.target.field.options ?? []).map((o) => ({ id: o.id, title: o.label })),
      );
    const planned = this.#parts.names.titles(noun);
    const known =
      noun === 'stage' ? [...(await this.#stages()).values()] : await this.#parts.lookup.candidates(noun, value);
    const ids = new Set(planned.map((n) => n.id));
    return mostSimilar(value, [
      ...planned,
      ...known.filter((k) => !ids.has(k.id) && !planned.some((p) => sameName(p.title) === sameName(k.title))),
    ]);
  }
}

/** The pipeline whose stages a file names. */
export const pipelineOf = (file: ImportFile): string | undefined => {
  const value = file.constants.find((c) => c.field === 'pipelineId')?.value;
  return typeof value === 'string' ? value : undefined;
};
