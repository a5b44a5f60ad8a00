import type { AwsCredentialIdentityProvider } from '@aws-sdk/types';

const read = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

/**
 * Takes the place of the SDK's chain of credential providers in bundles: a Lambda function is given its credentials in the environment, and
 * the code for profiles, single sign-on and instance metadata would be a quarter of each bundle.
 */
export const defaultProvider = (): AwsCredentialIdentityProvider => async () => {
  const sessionToken = process.env.AWS_SESSION_TOKEN;
  return {
    accessKeyId: read('AWS_ACCESS_KEY_ID'),
    secretAccessKey: read('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken && { sessionToken }),
  };
};
