import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { causeOf, createConsumer } from '#functions/consumer/create-consumer.ts';
import { required } from '#functions/platform/environment.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { createCognitoIdentity } from './identity.ts';
import { mirrorUser } from './mirror-user.ts';

const ports = portsOfAws();
const identity = createCognitoIdentity(
  new CognitoIdentityProviderClient({}),
  required(ports.environment, 'CRM_USER_POOL'),
);
const name = 'mirror-user';

export const handler = createConsumer(name, ports, (event) =>
  mirrorUser(event.recordId, causeOf(event, name), identity, ports),
);
