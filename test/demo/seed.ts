import { adminId, firstStages } from '#functions/first-start/first-records.ts';
import type { Values } from '#functions/platform/rules.ts';
import { isProblem } from '#shared/contract/problem.ts';
import { settings } from '#shared/settings/settings.ts';
import { settingsId } from '#shared/settings/settings-id.ts';
import { team } from '#shared/team/team.ts';
import { user } from '#shared/user/user.ts';
import { demoPassword, makeAccounts, people, roleIdOf, teams } from './people.ts';
import { randomFrom } from './random.ts';
import { seedRecords } from './records.ts';
import { createWorld, type SeedOptions } from './world.ts';

const startMs = 220 * 86_400_000;

/** The first administrator was made by the deployment, which may still be inviting them: then it is tried again. */
const settle = async (write: () => Promise<unknown>): Promise<void> => {
  for (let attempt = 0; ; attempt++) {
    try {
      await write();
      return;
    } catch (error) {
      if (attempt >= 20 || !(isProblem(error) && error.code === 'version-conflict')) throw error;
    }
  }
};

/** People without records: what `--empty` leaves out is the data, not who signs in. */
const seedPeople = async (options: SeedOptions, nowMs: number) => {
  const world = createWorld(options, randomFrom(42));
  const at = nowMs - startMs;
  const admin = people[0]?.id ?? '';
  await settle(() =>
    world.update(settings, admin, nowMs, settingsId, {
      organisationName: 'Harbour Works',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      country: 'GB',
    }),
  );
  const subs = await makeAccounts(options.endpoint, options.environment.CRM_USER_POOL ?? '');
  for (const { id, ...values } of teams) await world.create(team, admin, at, values, undefined, id);
  for (const { id, group, ...values } of people) {
    const patch = { ...values, status: 'active', timeZone: 'Europe/Berlin', roleIds: [roleIdOf(group)] };
    const rules = {
      apply: ({ after }: { after: Values }) => ({ after: { ...after, cognitoSub: subs.get(values.email) } }),
    };
    if (id === adminId) await settle(() => world.update(user, admin, nowMs, id, patch, rules));
    else await world.create(user, admin, at, patch, rules, id);
  }
  return world;
};

/** Fills a local runtime that has nothing yet with demo people and data; the lines tell who can sign in. */
export const seed = async (options: SeedOptions & { readonly isEmpty?: boolean }): Promise<{ lines: string[] }> => {
  const nowMs = Date.now();
  const world = await seedPeople(options, nowMs);
  if (!options.isEmpty) await seedRecords(world, nowMs, firstStages);
  return {
    lines: [
      `Sign in with the password ${demoPassword} as`,
      ...people.map((p) => `  ${p.email.padEnd(24)} ${p.name}, ${p.title}`),
    ],
  };
};
