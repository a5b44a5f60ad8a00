import * as z from 'zod';
import { AwsError } from '../protocol/aws-error.ts';
import { type Operation, operation } from '../protocol/operations.ts';
import { describeUser } from './admin-operations.ts';
import type { CognitoParts } from './cognito.ts';
import type { Group, User } from './directory.ts';

const inPool = z.object({ UserPoolId: z.string() });
const membership = inPool.extend({ Username: z.string().min(1), GroupName: z.string() });

/** The operations on groups and their members. */
export function groupOperations(cognito: CognitoParts): Record<string, Operation> {
  const { directory, context } = cognito;

  const findUser = (poolId: string, name: string): User => {
    const user = directory.find(cognito.pool(poolId), name);
    if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return user;
  };
  const findGroup = (poolId: string, name: string): Group => {
    const group = directory.findGroup(cognito.pool(poolId), name);
    if (group === undefined) throw new AwsError('ResourceNotFoundException', 'Group not found.');
    return group;
  };
  const setGroups = (user: User, groups: readonly string[]): Record<string, never> => {
    directory.save({ ...user, groups, changedAt: context.clock.now() });
    return {};
  };

  return {
    AdminAddUserToGroup: operation(membership, (input) => {
      const user = findUser(input.UserPoolId, input.Username);
      const { name } = findGroup(input.UserPoolId, input.GroupName);
      return setGroups(user, [...new Set([...user.groups, name])]);
    }),
    AdminRemoveUserFromGroup: operation(membership, (input) => {
      const user = findUser(input.UserPoolId, input.Username);
      const { name } = findGroup(input.UserPoolId, input.GroupName);
      return setGroups(
        user,
        user.groups.filter((one) => one !== name),
      );
    }),
    AdminListGroupsForUser: operation(membership.omit({ GroupName: true }), (input) => {
      const user = findUser(input.UserPoolId, input.Username);
      return { Groups: user.groups.map((name) => describeGroup(findGroup(input.UserPoolId, name))) };
    }),
    ListUsersInGroup: operation(inPool.extend({ GroupName: z.string() }), (input) => {
      const { name } = findGroup(input.UserPoolId, input.GroupName);
      const members = directory.all(cognito.pool(input.UserPoolId)).filter((user) => user.groups.includes(name));
      return { Users: members.map(describeUser) };
    }),
    GetGroup: operation(inPool.extend({ GroupName: z.string() }), (input) => {
      return { Group: describeGroup(findGroup(input.UserPoolId, input.GroupName)) };
    }),
    ListGroups: operation(inPool, (input) => ({
      Groups: directory.groups(cognito.pool(input.UserPoolId)).map(describeGroup),
    })),
    CreateGroup: operation(creation, (input) => {
      if (directory.findGroup(cognito.pool(input.UserPoolId), input.GroupName) !== undefined)
        throw new AwsError('GroupExistsException', 'A group with the name already exists.');
      cognito.putGroup(input.UserPoolId, input.GroupName, input.Description, input.Precedence);
      return { Group: describeGroup(findGroup(input.UserPoolId, input.GroupName)) };
    }),
  };
}

const creation = inPool.extend({
  GroupName: z.string().min(1),
  Description: z.string().optional(),
  Precedence: z.number().int().optional(),
});

function describeGroup(group: Group): Record<string, unknown> {
  return {
    UserPoolId: group.poolId,
    GroupName: group.name,
    Description: group.description,
    Precedence: group.precedence,
    CreationDate: group.createdAt / 1000,
    LastModifiedDate: group.createdAt / 1000,
  };
}
