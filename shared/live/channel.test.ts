import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scope } from '../policy/grant.ts';
import { policyOf } from '../policy/policy.ts';
import { entities, entityOf } from '../registry.ts';
import { audienceOf, groupsOf } from './audience.ts';
import {
  aroundChannel,
  audienceKey,
  channelNamespaces,
  everyoneChannel,
  listChannel,
  mayListen,
  parseChannel,
  recordChannel,
  userChannel,
} from './channel.ts';

const people = ['01H00000000000000000000001', '01H00000000000000000000002'];
const teams = ['01H00000000000000000000011', '01H00000000000000000000012'];
const [me = '', other = ''] = people;
const [red = '', blue = ''] = teams;
const epoch = '01J00000000000000000000000';

const actorWith = (noun: string, scope: Scope | undefined, teamIds: readonly string[] = [red]) => ({
  id: me,
  teamIds,
  roles: [{ grants: scope ? [{ noun, action: 'read' as const, scope }] : [], fieldAccess: [] }],
});
const listens = (path: string, scope: Scope | undefined, noun = 'deal', record?: Record<string, unknown>): boolean => {
  const channel = parseChannel(path);
  const actor = actorWith(noun, scope);
  return channel !== undefined && mayListen(channel, actor, policyOf(actor), { epoch, record, findEntity: entityOf });
};

describe('who may know of a record', () => {
  const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
  const some = (ids: string[]) => fc.subarray(ids);
  const record = fc.record({
    id: fc.constantFrom(...people),
    ownerId: optional(fc.constantFrom(...people)),
    teamIds: optional(some(teams)),
    memberOf: optional(some(teams)),
    createdBy: fc.constantFrom(...people.map((id) => ({ kind: 'user', id }))),
    visibility: fc.constantFrom('private', 'team', 'public'),
  });

  test('is in a group that hears of it exactly where the policy lets them read it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...entities),
        record,
        fc.constantFrom<Scope | undefined>('own', 'team', 'all', undefined),
        some(teams),
        (entity, values, scope, teamIds) => {
          const actor = actorWith(entity.noun, scope, teamIds);
          const policy = policyOf(actor);
          const audience = audienceOf(entity, values);

          const hears = groupsOf(entity, actor, policy).some((group) => audience.includes(group));

          expect(hears).toBe(policy.may(entity.noun, 'read', values));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a channel', () => {
  test('of a person is their own, and one is for everybody', () => {
    expect(listens(userChannel(me), undefined)).toBe(true);
    expect(listens(userChannel(other), 'all')).toBe(false);
    expect(listens(everyoneChannel, undefined)).toBe(true);
  });

  test('of a list is for those of its group only', () => {
    expect(listens(listChannel(epoch, 'deal', 'all'), 'all')).toBe(true);
    expect(listens(listChannel(epoch, 'deal', 'all'), 'team')).toBe(false);
    expect(listens(listChannel(epoch, 'deal', `team-${red}`), 'team')).toBe(true);
    expect(listens(listChannel(epoch, 'deal', `team-${blue}`), 'team')).toBe(false);
    expect(listens(listChannel(epoch, 'deal', `team-${red}`), 'own')).toBe(false);
    expect(listens(listChannel(epoch, 'deal', `own-${me}`), 'own')).toBe(true);
    expect(listens(listChannel(epoch, 'deal', `own-${other}`), 'team')).toBe(false);
    expect(listens(listChannel(epoch, 'deal', `own-${me}`), undefined)).toBe(false);
    expect(listens(listChannel(epoch, 'deal', 'open'), 'own')).toBe(false);
    expect(listens(listChannel(epoch, 'savedView', 'open'), 'own', 'savedView')).toBe(true);
  });

  test('of a record is for those who may read it as it is now, and has another name when others may', () => {
    const deal = entityOf('deal');
    if (!deal) throw new Error('there is no deal');
    const mine = { id: other, ownerId: me, teamIds: [red] };
    const theirs = { id: other, ownerId: other, teamIds: [blue] };
    const channel = (record: object) =>
      recordChannel(epoch, 'deal', other, audienceKey(audienceOf(deal, { ...record })));

    expect(listens(channel(mine), 'team', 'deal', mine)).toBe(true);
    expect(listens(channel(theirs), 'team', 'deal', theirs)).toBe(false);
    expect(listens(channel(mine), 'all', 'deal', theirs)).toBe(false);
    expect(listens(channel(mine), 'all')).toBe(false);
    expect(channel(mine)).not.toBe(channel(theirs));
  });

  test('of what is around a record is for those who read all of the noun that is', () => {
    expect(listens(aroundChannel(epoch, 'deal', other, 'note'), 'all', 'note')).toBe(true);
    expect(listens(aroundChannel(epoch, 'deal', other, 'note'), 'team', 'note')).toBe(false);
    expect(listens(aroundChannel(epoch, 'deal', other, 'note'), 'all', 'deal')).toBe(false);
  });

  test('of another time is dead', () => {
    expect(listens(listChannel('0', 'deal', 'all'), 'all')).toBe(false);
    expect(listens(aroundChannel('0', 'deal', other, 'note'), 'all', 'note')).toBe(false);
  });

  test.each([
    '/list/*',
    '/user/*',
    `/list/${epoch}/deal/*`,
    '/user',
    '/list/deal',
    '/nothing/x',
    `${userChannel(me)}/x`,
  ])('%s is none', (path) => expect(listens(path, 'all')).toBe(false));

  test('has as many parts, and as long ones, as AppSync takes', () => {
    const names = entities.flatMap(({ noun }) => [
      userChannel(me),
      listChannel(epoch, noun, `shared-${red}`),
      recordChannel(epoch, noun, me, audienceKey(['all'])),
      aroundChannel(epoch, noun, me, noun),
    ]);
    for (const name of names) {
      expect(name).toMatch(/^(\/[A-Za-z0-9]([A-Za-z0-9-]{0,48}[A-Za-z0-9])?){2,5}$/);
      expect(channelNamespaces).toContain(name.split('/')[1]);
    }
  });
});
