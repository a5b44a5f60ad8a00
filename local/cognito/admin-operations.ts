import * as z from 'zod';
import { AwsError } from '../protocol/aws-error.ts';
import { escapeText } from '../protocol/escape.ts';
import { type Operation, operation } from '../protocol/operations.ts';
import type { CognitoParts } from './cognito.ts';
import type { User } from './directory.ts';
import { checkPolicy, temporaryPassword } from './password.ts';
import type { Pool } from './pool.ts';

const attributeList = z.array(z.object({ Name: z.string(), Value: z.string().default('') })).default([]);
const byUser = z.object({ UserPoolId: z.string(), Username: z.string().min(1) });

/** The operations on users that administrators and our functions call. */
export function adminOperations(cognito: CognitoParts): Record<string, Operation> {
  const { directory, signIn, tokens, context } = cognito;

  const find = (input: z.output<typeof byUser>): { readonly pool: Pool; readonly user: User } => {
    const pool = cognito.pool(input.UserPoolId);
    const user = directory.find(pool, input.Username);
    if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return { pool, user };
  };
  const change = (user: User, changes: Partial<User>): Record<string, never> => {
    directory.save({ ...user, ...changes, changedAt: context.clock.now() });
    return {};
  };

  const invite = async (pool: Pool, user: User, password: string): Promise<User> => {
    const invited = await signIn.setTemporaryPassword(pool, user, password);
    const { email } = user.attributes;
    if (email !== undefined) cognito.sendMail(invitation(pool, email, password));
    return invited;
  };

  return {
    AdminCreateUser: operation(
      creation,
      async (input) => {
        const pool = cognito.pool(input.UserPoolId);
        const password = input.TemporaryPassword ?? temporaryPassword(pool);
        if (input.MessageAction === 'RESEND')
          return { User: describeUser(await invite(pool, find(input).user, password)) };
        if (pool.UsernameAttributes.includes('email') && !isEmail(input.Username))
          throw new AwsError('InvalidParameterException', 'Username should be an email.');
        const attributes = readAttributes(pool, input.UserAttributes);
        // A password that the policy refuses must leave no user behind.
        if (input.TemporaryPassword !== undefined) checkPolicy(pool, input.TemporaryPassword);
        const user = directory.create(pool, input.Username, attributes, context.clock.now());
        const isSilent = input.MessageAction === 'SUPPRESS';
        const created = isSilent
          ? await signIn.setTemporaryPassword(pool, user, password)
          : await invite(pool, user, password);
        return { User: describeUser(created) };
      },
      'InvalidParameterException',
    ),
    AdminGetUser: operation(byUser, (input) => {
      const { Attributes, ...user } = describeUser(find(input).user);
      return { ...user, UserAttributes: Attributes };
    }),
    AdminSetUserPassword: operation(
      byUser.extend({ Password: z.string(), Permanent: z.boolean().default(false) }),
      async (input) => {
        const { pool, user } = find(input);
        await (input.Permanent
          ? signIn.setPassword(pool, user, input.Password)
          : signIn.setTemporaryPassword(pool, user, input.Password));
        return {};
      },
    ),
    AdminUpdateUserAttributes: operation(byUser.extend({ UserAttributes: attributeList }), (input) => {
      const { pool, user } = find(input);
      const attributes = readAttributes(pool, input.UserAttributes);
      const isNewAddress = attributes.email !== undefined && attributes.email !== user.attributes.email;
      const before = isNewAddress ? { ...user.attributes, email_verified: 'false' } : user.attributes;
      return change(user, { attributes: { ...before, ...attributes } });
    }),
    AdminDeleteUserAttributes: operation(byUser.extend({ UserAttributeNames: z.array(z.string()) }), (input) => {
      const { user } = find(input);
      const kept = Object.entries(user.attributes).filter(([name]) => !input.UserAttributeNames.includes(name));
      return change(user, { attributes: Object.fromEntries(kept) });
    }),
    AdminDisableUser: operation(byUser, (input) => {
      const { user } = find(input);
      tokens.revokeAll(user);
      return change(user, { isEnabled: false });
    }),
    AdminEnableUser: operation(byUser, (input) => change(find(input).user, { isEnabled: true })),
    AdminDeleteUser: operation(byUser, (input) => {
      const { user } = find(input);
      tokens.revokeAll(user);
      directory.remove(user);
      return {};
    }),
    AdminResetUserPassword: operation(byUser, (input) => change(find(input).user, { status: 'RESET_REQUIRED' })),
    AdminUserGlobalSignOut: operation(byUser, (input) => {
      tokens.revokeAll(find(input).user);
      return {};
    }),
    ListUsers: operation(
      listing,
      (input) => {
        const filter = userFilter(input.Filter);
        const found = directory.all(cognito.pool(input.UserPoolId)).filter(filter);
        const from = Number(input.PaginationToken ?? 0);
        const Users = found.slice(from, from + input.Limit).map(describeUser);
        const next = from + Users.length;
        return { Users, ...(next < found.length ? { PaginationToken: String(next) } : {}) };
      },
      'InvalidParameterException',
    ),
    DescribeUserPool: operation(z.object({ UserPoolId: z.string() }), (input) => {
      const pool = cognito.pool(input.UserPoolId);
      return {
        UserPool: { Id: pool.id, Arn: pool.arn, Policies: pool.Policies, UsernameAttributes: pool.UsernameAttributes },
      };
    }),
  };
}

const creation = byUser.extend({
  UserAttributes: attributeList,
  TemporaryPassword: z.string().optional(),
  MessageAction: z.enum(['SUPPRESS', 'RESEND']).optional(),
});

const listing = z.object({
  UserPoolId: z.string(),
  Filter: z.string().optional(),
  Limit: z.number().int().min(1).max(60).default(60),
  PaginationToken: z.string().optional(),
});

/** A user in the shape that most answers have. */
export function describeUser(user: User): Record<string, unknown> {
  return {
    Username: user.username,
    Attributes: Object.entries(user.attributes).map(([Name, Value]) => ({ Name, Value })),
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.changedAt / 1000,
    Enabled: user.isEnabled,
    UserStatus: user.status,
  };
}

const standardAttributes = new Set(
  [
    'address',
    'birthdate',
    'email',
    'email_verified',
    'family_name',
    'gender',
    'given_name',
    'locale',
    'middle_name',
    'name',
    'nickname',
  ].concat([
    'phone_number',
    'phone_number_verified',
    'picture',
    'preferred_username',
    'profile',
    'updated_at',
    'website',
    'zoneinfo',
  ]),
);

function readAttributes(pool: Pool, given: z.output<typeof attributeList>): Record<string, string> {
  const custom = new Set(pool.Schema.map(({ Name }) => `custom:${Name}`));
  for (const { Name } of given)
    if (!standardAttributes.has(Name) && !custom.has(Name))
      throw new AwsError(
        'InvalidParameterException',
        `Attributes did not conform to the schema: ${Name}: Attribute does not exist in the schema.\n`,
      );
  const attributes = Object.fromEntries(given.map(({ Name, Value }) => [Name, Value]));
  if (attributes.email !== undefined && !isEmail(attributes.email))
    throw new AwsError('InvalidParameterException', 'Invalid email address format.');
  return attributes;
}

function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}

/** A filter such as `email = "a@b.example"` or `name ^= "An"`. */
function userFilter(filter: string | undefined): (user: User) => boolean {
  if (filter === undefined || filter === '') return () => true;
  const [, name = '', operator, value = ''] = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/.exec(filter) ?? [];
  if (operator === undefined) throw new AwsError('InvalidParameterException', `Error while parsing filter: ${filter}`);
  const wanted = value.replace(/\\(.)/g, '$1').toLowerCase();
  return (user) => {
    const actual = filtered(user, name).toLowerCase();
    return operator === '=' ? actual === wanted : actual.startsWith(wanted);
  };
}

function filtered(user: User, name: string): string {
  if (name === 'username') return user.username;
  if (name === 'status') return user.isEnabled ? 'Enabled' : 'Disabled';
  if (name === 'cognito:user_status') return user.status;
  return user.attributes[name] ?? '';
}

function invitation(pool: Pool, email: string, password: string): { to: string; subject: string; html: string } {
  const { EmailSubject = 'Your temporary password', EmailMessage } = pool.AdminCreateUserConfig.InviteMessageTemplate;
  const text = EmailMessage ?? '<p>Your username is {username} and temporary password is {####}</p>';
  return {
    to: email,
    subject: EmailSubject,
    html: text.replaceAll('{username}', escapeText(email)).replaceAll('{####}', escapeText(password)),
  };
}
