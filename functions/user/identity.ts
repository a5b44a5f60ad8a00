import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';

export type Account = { readonly sub: string; readonly isEnabled: boolean; readonly email: string };

/** Accounts that people sign in with. */
export type Identity = {
  find(email: string): Promise<Account | undefined>;
  /** Makes an account and sends an invitation by mail; the one that is there, if there is one. */
  invite(email: string, name: string): Promise<Account>;
  setEmail(sub: string, email: string): Promise<void>;
  setEnabled(sub: string, isEnabled: boolean): Promise<void>;
  /** Puts the account in just these groups. */
  setGroups(sub: string, groups: readonly string[]): Promise<void>;
};

/** Accounts in a Cognito user pool. */
export const createCognitoIdentity = (client: CognitoIdentityProviderClient, poolId: string): Identity => {
  const find = async (username: string): Promise<Account | undefined> => {
    try {
      const found = await client.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: username }));
      const attribute = (name: string): string => found.UserAttributes?.find((a) => a.Name === name)?.Value ?? '';
      return { sub: attribute('sub'), isEnabled: found.Enabled ?? true, email: attribute('email') };
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined;
      throw error;
    }
  };
  const found = async (email: string): Promise<Account> => {
    const account = await find(email);
    if (!account) throw new Error('an account that was just made is not there');
    return account;
  };
  return {
    find,
    invite: async (email, name) => {
      try {
        await client.send(
          new AdminCreateUserCommand({
            UserPoolId: poolId,
            Username: email,
            UserAttributes: [
              { Name: 'email', Value: email },
              { Name: 'email_verified', Value: 'true' },
              { Name: 'name', Value: name },
            ],
            DesiredDeliveryMediums: ['EMAIL'],
          }),
        );
      } catch (error) {
        if (!(error instanceof UsernameExistsException)) throw error;
      }
      return found(email);
    },
    setEmail: async (sub, email) => {
      const UserAttributes = [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ];
      await client.send(new AdminUpdateUserAttributesCommand({ UserPoolId: poolId, Username: sub, UserAttributes }));
    },
    setEnabled: async (sub, isEnabled) => {
      const target = { UserPoolId: poolId, Username: sub };
      if (isEnabled) {
        await client.send(new AdminEnableUserCommand(target));
        return;
      }
      await client.send(new AdminDisableUserCommand(target));
      await client.send(new AdminUserGlobalSignOutCommand(target));
    },
    setGroups: async (sub, groups) => {
      const target = { UserPoolId: poolId, Username: sub };
      const listed = await client.send(new AdminListGroupsForUserCommand(target));
      const current = (listed.Groups ?? []).flatMap((g) => (g.GroupName ? [g.GroupName] : []));
      for (const group of groups.filter((g) => !current.includes(g)))
        await client.send(new AdminAddUserToGroupCommand({ ...target, GroupName: group }));
      for (const group of current.filter((g) => !groups.includes(g)))
        await client.send(new AdminRemoveUserFromGroupCommand({ ...target, GroupName: group }));
    },
  };
};
