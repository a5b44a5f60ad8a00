import { expect, test } from 'vitest';
import type { Entity } from '#shared/contract/entity.ts';
import type { RouteSpec } from '#shared/contract/route.ts';
import { registry } from '#shared/registry.ts';
import { type CountingTable, countingTable } from '#test/load/counting-table.ts';
import { bodyOf } from '#test/security/body-of.ts';
import { createWorld, guarded, nouns, recordIdOf, writableValues } from '#test/security/world.ts';

/** The same values, but for those that only one record may have. */
const asAnother = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  // what was JSON before is JSON with other addresses
  JSON.parse(JSON.stringify(values).replaceAll(/"([^"@]+)@/g, '"another.$1@')) as Record<string, unknown>;

/** What an ordinary caller sends: a whole new record, one changed field, else the least that the route takes. */
const requestOf = (entity: Entity, route: RouteSpec): unknown => {
  if (!route.fieldsOf || route.path.endsWith('/bulk')) return bodyOf(route);
  const values = asAnother(writableValues(entity));
  if (route.method === 'POST') return values;
  const [field = entity.title] = Object.keys(values).filter((key) => key !== entity.title);
  return { [field]: values[field] === null ? 'x' : values[field], [entity.title]: 'Changed' };
};

const me = registry.me.routes.get;

test('no operation costs more requests or units than it did', async () => {
  const lines: string[] = [];
  for (const entity of nouns)
    for (const { route } of guarded.filter(({ feature }) => feature === entity.noun)) {
      // a world for each, so that no operation pays for another
      let counting: CountingTable | undefined;
      const world = await createWorld({
        table: (inner) => {
          counting = countingTable(inner);
          return counting.table;
        },
      });
      // the first calls find out who is calling, and fill the read model
      await world.call('admin', me);
      if (route.area === 'query') await world.call('admin', route, { id: recordIdOf(entity.noun) });
      counting?.take();
      const body = requestOf(entity, route);
      const answer = await world.call('admin', route, { id: recordIdOf(entity.noun), body });
      const usage = counting?.take();
      if (answer.status >= 300 || !usage) continue;
      const { authentication, operation, roundTrips } = usage;
      lines.push(
        `${route.method} ${route.path}: ${roundTrips} round trips, reads ${authentication.read} + ${operation.read}, writes ${operation.write}`,
      );
    }

  expect(lines.length).toBeGreaterThan(60);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('budgets.txt');
});
