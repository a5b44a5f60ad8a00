import type { Seen } from '#functions/batch/seen.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { deal } from '#shared/deal/deal.ts';
import { missingForStage } from '#shared/deal/stage-gate.ts';
import type { ImportFile } from '#shared/import/import-file.ts';
import { entityOf } from '#shared/registry.ts';
import type { Stage } from '#shared/stage/stage.ts';
import type { PlannedRow } from './plan-row.ts';

/** Counts what the plan tells in words. */
export class PlanNotes {
  readonly #blank = new Map<string, { readonly many: string; readonly field: string; count: number }>();
  readonly #kept = new Map<string, number>();
  readonly #made = new Map<string, string[]>();
  #closed = 0;

  add(entity: Entity, after: Readonly<Record<string, unknown>>, blank: readonly string[], seen: Seen): void {
    for (const field of blank) if (entity.allFields[field]?.kind === 'ref') this.#blankOf(entity, field).count++;
    if (typeof after.ownerName === 'string' && after.ownerId === undefined) this.#count(this.#kept, entity.noun);
    if (entity.noun !== deal.noun) return;
    const stage = seen.records.get(`stage/${String(after.stageId)}`)?.record;
    // records of the noun stage have the shape that its entity declares
    if (stage && stage.kind !== 'open' && missingForStage(after, stage as unknown as Stage).length > 0) this.#closed++;
  }

  made(row: PlannedRow): void {
    this.#made.set(row.noun, [...(this.#made.get(row.noun) ?? []), row.title]);
  }

  #blankOf(entity: Entity, field: string) {
    const key = `${entity.noun}.${field}`;
    const words = {
      many: entity.label.many.toLowerCase(),
      field: entity.allFields[field]?.label.toLowerCase() ?? field,
    };
    const known = this.#blank.get(key) ?? { ...words, count: 0 };
    this.#blank.set(key, known);
    return known;
  }

  #count(map: Map<string, number>, key: string): void {
    map.set(key, (map.get(key) ?? 0) + 1);
  }

  lines(files: readonly ImportFile[]): string[] {
    const number = (n: number): string => n.toLocaleString('en');
    const made = [...this.#made].map(([noun, titles]) => {
      const entity = entityOf(noun);
      const label = (titles.length === 1 ? entity?.label.one : entity?.label.many)?.toLowerCase() ?? noun;
      return `${number(titles.length)} ${label} will be made: ${titles.slice(0, 5).join(', ')}${titles.length > 5 ? ', …' : ''}.`;
    });
    const closed =
      this.#closed > 0
        ? [`${number(this.#closed)} closed deals skip the gates of their stage and the reason for the loss.`]
        : [];
    const blank = [...this.#blank.values()].map(
      ({ many, field, count }) => `${number(count)} ${many} name no ${field} and stay without one.`,
    );
    const kept = [...this.#kept].map(
      ([noun, n]) =>
        `${number(n)} ${entityOf(noun)?.label.many.toLowerCase()} have an owner who is no user here; the name is kept as text.`,
    );
    const units = files.flatMap((f) =>
      f.columns.flatMap((c) => {
        const times = c.format?.multiplier ?? 1;
        return f.use === 'records' && c.field !== null && times > 1
          ? [`“${c.heading}” of ${f.name} is multiplied by ${number(times)}.`]
          : [];
      }),
    );
    return [...made, ...units, ...closed, ...blank, ...kept].map((l) => l.slice(0, 400)).slice(0, 30);
  }
}
