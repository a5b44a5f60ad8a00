import type { Values } from '#functions/platform/rules.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { rankOfTime } from '#shared/deal/rank.ts';
import { timeOfUlid } from '#shared/ulid.ts';

/** What the server adds to a row that makes a record: where it comes from, and a place on the board of its own, in the order of the file. */
export const serverValues = (entity: Entity, importId: string, row: number): Values => ({
  source: 'import',
  ...(Object.hasOwn(entity.allFields, 'rank') && {
    rank: `${rankOfTime(timeOfUlid(importId)).slice(0, -1)}${row.toString(36).padStart(6, '0')}i`,
  }),
});
