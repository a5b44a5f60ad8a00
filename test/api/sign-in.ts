import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { origin, until } from './world.ts';

type Mail = { readonly to?: unknown; readonly text?: string; readonly html?: string };

const temporaryPasswordOf = async (email: string): Promise<string | undefined> => {
  const mails = (await (await fetch(`${origin()}/_local/mail.json`)).json()) as Mail[] | { items: Mail[] };
  const list = Array.isArray(mails) ? mails : mails.items;
  const mail = list.find((m) => JSON.stringify(m).includes(email));
  return /password is:?\s+(\S+?)\.?(\s|<|$)/i.exec(mail?.text ?? '')?.[1];
};

/** Signs in as somebody who was invited by mail: the temporary password, then a new one. Answers the access token. */
export const signInWithTemporaryPassword = async (email: string, newPassword: string): Promise<string> => {
  const { clientId, awsEndpoint, region } = (await (await fetch(`${origin()}/config.json`)).json()) as {
    clientId: string;
    awsEndpoint: string;
    region: string;
  };
  const client = new CognitoIdentityProviderClient({
    endpoint: awsEndpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const temporary = await until(() => temporaryPasswordOf(email));
  const { Session, ChallengeName, ChallengeParameters } = await client.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: temporary },
    }),
  );
  const { AuthenticationResult } = await client.send(
    new RespondToAuthChallengeCommand({
      ClientId: clientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: ChallengeParameters?.USER_ID_FOR_SRP ?? email, NEW_PASSWORD: newPassword },
    }),
  );
  return AuthenticationResult?.AccessToken ?? '';
};
