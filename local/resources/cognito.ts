import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Cognito } from '../cognito/cognito.ts';
import { clientSchema, poolSchema } from '../cognito/pool.ts';
import { arnOf, type Resource, type ResourceTable } from '../resource.ts';

const group = z.object({
  UserPoolId: z.string(),
  GroupName: z.string(),
  Description: z.string().optional(),
  Precedence: z.coerce.number().optional(),
});

/** User pools, their clients, groups and domains. */
export const cognitoResources: ResourceTable<{ readonly cognito: Cognito }> = {
  'AWS::Cognito::UserPool': {
    properties: [
      'AccountRecoverySetting',
      'AdminCreateUserConfig',
      'AliasAttributes',
      'AutoVerifiedAttributes',
      'DeletionProtection',
      'DeviceConfiguration',
      'EmailConfiguration',
      'EmailVerificationMessage',
      'EmailVerificationSubject',
      'EnabledMfas',
      'MfaConfiguration',
      'Policies',
      'Schema',
      'SmsVerificationMessage',
      'UserAttributeUpdateSettings',
      'UsernameAttributes',
      'UsernameConfiguration',
      'UserPoolAddOns',
      'UserPoolName',
      'UserPoolTags',
      'UserPoolTier',
      'VerificationMessageTemplate',
      'WebAuthnRelyingPartyID',
      'WebAuthnUserVerification',
    ],
    physicalId: (r) => `${r.arnBase.region}_${hash(r).slice(0, 8)}`,
    attributes: {
      Arn: poolArn,
      UserPoolId: (r) => r.physicalId,
      ProviderName: (r) => `${r.endpoint.replace(/^https?:\/\//, '')}/_idp/${r.physicalId}`,
      ProviderURL: (r) => `${r.endpoint}/_idp/${r.physicalId}`,
    },
    create: (r, { cognito }) =>
      cognito.putPool({ ...poolSchema.parse(r.properties), id: r.physicalId, arn: poolArn(r) }),
  },
  'AWS::Cognito::UserPoolClient': {
    properties: [
      ...Object.keys(clientSchema.shape),
      'AuthSessionValidity',
      'DefaultRedirectURI',
      'EnablePropagateAdditionalUserContextData',
      'ReadAttributes',
      'SupportedIdentityProviders',
      'WriteAttributes',
    ],
    physicalId: (r) => hash(r).slice(0, 26),
    attributes: { ClientId: (r) => r.physicalId, Name: (r) => String(r.properties.ClientName ?? r.logicalId) },
    create: (r, { cognito }) => {
      const client = clientSchema.parse(r.properties);
      if (client.GenerateSecret) throw new Error(`${r.logicalId}: clients with a secret do not run on this machine.`);
      cognito.putClient({ ...client, id: r.physicalId });
    },
  },
  'AWS::Cognito::UserPoolGroup': {
    properties: ['Description', 'GroupName', 'Precedence', 'RoleArn', 'UserPoolId'],
    ref: (r) => String(r.properties.GroupName ?? r.physicalId),
    create: (r, { cognito }) => {
      const { UserPoolId, GroupName, Description, Precedence } = group.parse(r.properties);
      cognito.putGroup(UserPoolId, GroupName, Description, Precedence);
    },
  },
  'AWS::Cognito::UserPoolDomain': {
    properties: ['CustomDomainConfig', 'Domain', 'ManagedLoginVersion', 'Routing', 'UserPoolId'],
    ref: (r) => String(r.properties.Domain ?? r.physicalId),
    attributes: { CloudFrontDistribution: (r) => String(r.properties.Domain ?? r.physicalId) },
  },
  'AWS::Cognito::ManagedLoginBranding': {
    properties: ['Assets', 'ClientId', 'ReturnMergedResources', 'Settings', 'UseCognitoProvidedValues', 'UserPoolId'],
  },
};

function poolArn(r: Resource): string {
  return arnOf(r, 'cognito-idp', `userpool/${r.physicalId}`);
}

/** Ids that stay the same between starts. */
function hash(r: Omit<Resource, 'physicalId'>): string {
  return createHash('sha256').update(`${r.stack}/${r.logicalId}`).digest('hex');
}
