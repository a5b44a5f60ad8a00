import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { adminId } from '#functions/first-start/first-records.ts';
import { builtInRoles } from '#shared/role/built-in-roles.ts';
import type { Group } from '#shared/role/role.ts';

/** Password of all demo people; they exist on a local runtime only. */
export const demoPassword = 'Harbour-Light-42';

export const teams = [
  { id: '0D0000000000000000000000T1', name: 'Sales Central' },
  { id: '0D0000000000000000000000T2', name: 'Sales West' },
] as const;
const [central, west] = teams;

export type DemoPerson = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly title: string;
  readonly group: Group;
  readonly memberOf: readonly string[];
  readonly territories?: readonly string[];
};

/** Three bear names of the sales team's export in `test/data`, so that an import finds owners. */
export const people: readonly DemoPerson[] = [
  {
    id: adminId,
    email: 'admin@demo.example',
    name: 'Ada Lindgren',
    title: 'Operations',
    group: 'admin',
    memberOf: [],
  },
  {
    id: '0D0000000000000000000000M1',
    email: 'manager@demo.example',
    name: 'Dustin Brinkmann',
    title: 'Head of Sales',
    group: 'manager',
    memberOf: [central.id],
  },
  {
    id: '0D0000000000000000000000R1',
    email: 'rep1@demo.example',
    name: 'Anna Snelling',
    title: 'Account Executive',
    group: 'sales',
    memberOf: [central.id],
    territories: ['United Kingdom', 'Ireland'],
  },
  {
    id: '0D0000000000000000000000R2',
    email: 'rep2@demo.example',
    name: 'Darcel Schlecht',
    title: 'Account Executive',
    group: 'sales',
    memberOf: [west.id],
    territories: ['Germany', 'Austria', 'Switzerland'],
  },
  {
    id: '0D0000000000000000000000K1',
    email: 'marketer@demo.example',
    name: 'Jonas Weiss',
    title: 'Marketing',
    group: 'marketing',
    memberOf: [],
  },
  {
    id: '0D0000000000000000000000G1',
    email: 'agent@demo.example',
    name: 'Lena Hoffmann',
    title: 'Support',
    group: 'support',
    memberOf: [],
  },
  {
    id: '0D0000000000000000000000V1',
    email: 'viewer@demo.example',
    name: 'Victor Ames',
    title: 'Controlling',
    group: 'readonly',
    memberOf: [],
  },
];

export const roleIdOf = (group: Group): string => {
  const role = builtInRoles.find((r) => r.group === group);
  if (!role) throw new Error(`no built-in role for ${group}`);
  return role.id;
};

/** Makes the accounts of the demo people, with their password; answers the sub of each, by e-mail. */
export const makeAccounts = async (endpoint: string, poolId: string): Promise<ReadonlyMap<string, string>> => {
  const client = new CognitoIdentityProviderClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const makeOne = async ({ email, name }: DemoPerson): Promise<[string, string]> => {
    const target = { UserPoolId: poolId, Username: email };
    const attributes = [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'name', Value: name },
    ];
    await client
      .send(new AdminCreateUserCommand({ ...target, UserAttributes: attributes, MessageAction: 'SUPPRESS' }))
      .catch((error: unknown) => {
        if (!(error instanceof UsernameExistsException)) throw error;
      });
    await client.send(new AdminSetUserPasswordCommand({ ...target, Password: demoPassword, Permanent: true }));
    const found = await client.send(new AdminGetUserCommand(target));
    return [email, found.UserAttributes?.find((a) => a.Name === 'sub')?.Value ?? ''];
  };
  return new Map(await Promise.all(people.map(makeOne)));
};
