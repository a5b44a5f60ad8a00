import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { origin, until } from './world.ts';

type Mail = { readonly id: string; readonly html?: string };

const temporaryPasswordOf = async (email: string): Promise<string | undefined> => {
  const get = async <T>(path: string): Promise<T> => (await fetch(origin() + path)).json() as Promise<T>;
  const [newest] = await get<Mail[]>(`/_local/mail.json?q=${encodeURIComponent(email)}`);
  if (!newest) return undefined;
  const { html = '' } = await get<Mail>(`/_local/mail/${newest.id}.json`);
  return / with the password (\S+)\. /
    .exec(html)?.[1]
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
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
