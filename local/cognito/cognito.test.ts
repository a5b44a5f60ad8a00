import * as idp from '@aws-sdk/client-cognito-identity-provider';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestContext, type TestEndpoint, testContext, testEndpoint } from '../test-endpoint.ts';
import { type Cognito, createCognito } from './cognito.ts';
import { aClient, aPool, poolFolder } from './test-pool.ts';

const pool = aPool();
const UserPoolId = pool.id;
const ClientId = 'spaclient';
const password = 'Correct-horse-7';
const Username = 'Ann@demo.example';

let endpoint: TestEndpoint;
let folder: Awaited<ReturnType<typeof poolFolder>>;
let client: idp.CognitoIdentityProviderClient;
let context: TestContext;
let cognito: Cognito;
let mails: { to: string; subject: string; html: string }[];

beforeAll(async () => {
  endpoint = await testEndpoint();
  folder = await poolFolder();
  client = new idp.CognitoIdentityProviderClient(endpoint.client);
});

afterAll(async () => {
  client.destroy();
  folder[Symbol.dispose]();
  await endpoint.close();
});

beforeEach(async () => {
  context = testContext({ endpoint: endpoint.url });
  folder.copyTo(context.dir);
  await restart();
});

afterEach(() => {
  cognito.stop();
  context[Symbol.dispose]();
});

/** Begins the service on the context's folder, as a new process would. */
async function restart(clientProperties: Record<string, unknown> = {}): Promise<void> {
  mails = [];
  cognito = createCognito(context, (mail) => void mails.push(mail));
  await cognito.putPool(pool);
  cognito.putClient(aClient(clientProperties));
  for (const name of ['admin', 'sales']) cognito.putGroup(UserPoolId, name);
  endpoint.use(cognito);
}

async function aUser(name = Username): Promise<string> {
  const created = await client.send(
    new idp.AdminCreateUserCommand({
      UserPoolId,
      Username: name,
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    }),
  );
  await client.send(
    new idp.AdminSetUserPasswordCommand({ UserPoolId, Username: name, Password: password, Permanent: true }),
  );
  return created.User?.Username ?? '';
}

function signIn(name = Username, PASSWORD = password) {
  return client.send(
    new idp.InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: name, PASSWORD },
    }),
  );
}

function refresh(REFRESH_TOKEN = '') {
  return client.send(
    new idp.InitiateAuthCommand({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN } }),
  );
}

describe('signing in', () => {
  test('gives tokens that the published keys verify, with the claims that AWS writes', async () => {
    const sub = await aUser();
    for (const GroupName of ['sales', 'admin'])
      await client.send(new idp.AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));

    const { AuthenticationResult: result } = await signIn('ann@DEMO.example');

    const keys = createLocalJWKSet({ keys: [...cognito.tokens.publicKeys(pool).keys] });
    const options = { issuer: `${endpoint.url}/_idp/${UserPoolId}`, currentDate: new Date(context.clock.now()) };
    const access = await jwtVerify(result?.AccessToken ?? '', keys, options);
    expect(access.protectedHeader).toEqual({ alg: 'RS256', kid: expect.any(String) });
    expect(access.payload).toMatchObject({
      sub,
      username: sub,
      client_id: ClientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      'cognito:groups': ['sales', 'admin'],
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      jti: expect.any(String),
    });
    expect((access.payload.exp ?? 0) - (access.payload.iat ?? 0)).toBe(3600);
    const id = await jwtVerify(result?.IdToken ?? '', keys, { ...options, audience: ClientId });
    expect(id.payload).toMatchObject({
      token_use: 'id',
      email: Username,
      email_verified: true,
      'cognito:username': sub,
      'cognito:groups': ['sales', 'admin'],
    });
  });

  test('leaves the groups out for who has none', async () => {
    await aUser();

    const { AuthenticationResult: result } = await signIn();

    const claims = JSON.parse(Buffer.from(result?.AccessToken?.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).not.toHaveProperty('cognito:groups');
  });

  test('answers alike to a wrong password and to an address that nobody has', async () => {
    await aUser();
    const answer = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

    await expect(signIn(Username, 'Wrong-horse-77')).rejects.toMatchObject(answer);
    await expect(signIn('nobody@demo.example')).rejects.toMatchObject(answer);
  });

  test('says that there is no such user where the client does not hide it', async () => {
    cognito.stop();
    await restart({ PreventUserExistenceErrors: 'LEGACY' });

    await expect(signIn()).rejects.toMatchObject({ name: 'UserNotFoundException', message: 'User does not exist.' });
  });

  test('is locked for a while after five wrong passwords, for people who do not exist too', async () => {
    await aUser();
    for (const name of [Username, 'nobody@demo.example']) {
      for (let attempt = 0; attempt < 5; attempt++) await expect(signIn(name, 'wrong')).rejects.toThrow();
      await expect(signIn(name)).rejects.toMatchObject({ message: 'Password attempts exceeded' });
    }

    context.clock.advance(1001);

    await expect(signIn()).resolves.toHaveProperty('AuthenticationResult.AccessToken');
  });

  test('is refused by a flow that the client does not allow', async () => {
    await aUser();
    cognito.stop();
    await restart({ ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] });

    await expect(signIn()).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'USER_PASSWORD_AUTH flow not enabled for this client',
    });
  });

  test('ends with being disabled and works again with being enabled', async () => {
    await aUser();
    const { AuthenticationResult: before } = await signIn();
    await client.send(new idp.AdminDisableUserCommand({ UserPoolId, Username }));

    await expect(signIn()).rejects.toMatchObject({ name: 'NotAuthorizedException', message: 'User is disabled.' });
    await expect(refresh(before?.RefreshToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' });

    await client.send(new idp.AdminEnableUserCommand({ UserPoolId, Username }));
    await expect(signIn()).resolves.toHaveProperty('AuthenticationResult.AccessToken');
  });

  test('still works after a restart, with the same key', async () => {
    await aUser();
    const keys = cognito.tokens.publicKeys(pool);
    const { AuthenticationResult: before } = await signIn();
    cognito.stop();
    await restart();

    expect(cognito.tokens.publicKeys(pool)).toEqual(keys);
    await expect(refresh(before?.RefreshToken)).resolves.toHaveProperty('AuthenticationResult.AccessToken');
  });
});

describe('an invitation', () => {
  test('is a mail whose temporary password has to be replaced', async () => {
    await client.send(new idp.AdminCreateUserCommand({ UserPoolId, Username }));
    const temporary = /temporary password is (\S+)<\/p>/.exec(mails[0]?.html ?? '')?.[1] ?? '';
    expect(mails[0]?.to).toBe(Username);

    const challenge = await signIn(Username, temporary);
    expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const respond = (NEW_PASSWORD: string) =>
      client.send(
        new idp.RespondToAuthChallengeCommand({
          ClientId,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session: challenge.Session,
          ChallengeResponses: { USERNAME: Username, NEW_PASSWORD },
        }),
      );
    await expect(respond('short')).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: 'Password did not conform with policy: Password not long enough',
    });
    await expect(respond(password)).resolves.toHaveProperty('AuthenticationResult.RefreshToken');

    await expect(respond(password)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(signIn()).resolves.toHaveProperty('AuthenticationResult.AccessToken');
  });

  test('is void after its days', async () => {
    await client.send(new idp.AdminCreateUserCommand({ UserPoolId, Username, TemporaryPassword: password }));

    context.clock.advance(8 * 86_400_000);

    await expect(signIn()).rejects.toMatchObject({ message: /Temporary password has expired/ });
  });
});

describe('tokens', () => {
  test('that were revoked refresh nothing, and their access token ends', async () => {
    await aUser();
    const { AuthenticationResult: result } = await signIn();
    const AccessToken = result?.AccessToken;
    await expect(client.send(new idp.GetUserCommand({ AccessToken }))).resolves.toHaveProperty('Username');

    await client.send(new idp.RevokeTokenCommand({ ClientId, Token: result?.RefreshToken }));

    await expect(refresh(result?.RefreshToken)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' });
    await expect(client.send(new idp.GetUserCommand({ AccessToken }))).rejects.toMatchObject({
      message: 'Access Token has been revoked',
    });
  });

  test('of all sign-ins end with a global sign-out, and nobody else is touched', async () => {
    await aUser();
    await aUser('bob@demo.example');
    const [first, second, other] = [await signIn(), await signIn(), await signIn('bob@demo.example')];

    await client.send(new idp.AdminUserGlobalSignOutCommand({ UserPoolId, Username }));

    for (const { AuthenticationResult: result } of [first, second])
      await expect(refresh(result?.RefreshToken)).rejects.toThrow();
    await expect(refresh(other.AuthenticationResult?.RefreshToken)).resolves.toBeDefined();
  });

  test('rotate where the client says so: the old one works for the grace period and then no more', async () => {
    await aUser();
    cognito.stop();
    await restart({ RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 } });
    const RefreshToken = (await signIn()).AuthenticationResult?.RefreshToken;
    const rotate = (token = RefreshToken) =>
      client.send(new idp.GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: token }));

    const rotated = (await rotate()).AuthenticationResult?.RefreshToken;
    expect(rotated).not.toBe(RefreshToken);
    await expect(rotate()).resolves.toBeDefined();
    context.clock.advance(31_000);

    await expect(rotate()).rejects.toMatchObject({ name: 'RefreshTokenReuseException' });
    await expect(rotate(rotated)).resolves.toBeDefined();
  });

  test('end with their validity', async () => {
    await aUser();
    const { AuthenticationResult: result } = await signIn();

    context.clock.advance(3_601_000);
    await expect(client.send(new idp.GetUserCommand({ AccessToken: result?.AccessToken }))).rejects.toMatchObject({
      message: 'Access Token has expired',
    });
    context.clock.advance(30 * 86_400_000);
    await expect(refresh(result?.RefreshToken)).rejects.toMatchObject({ message: 'Refresh Token has expired' });
  });

  test('that somebody changed are refused', async () => {
    await aUser();
    const [head, , signature] = (await signIn()).AuthenticationResult?.AccessToken?.split('.') ?? [];
    const body = Buffer.from(
      JSON.stringify({ iss: `${endpoint.url}/_idp/${UserPoolId}`, token_use: 'access' }),
    ).toString('base64url');

    await expect(
      client.send(new idp.GetUserCommand({ AccessToken: `${head}.${body}.${signature}` })),
    ).rejects.toMatchObject({
      message: 'Invalid Access Token',
    });
  });
});

describe('a forgotten password', () => {
  const forgot = (name = Username) => client.send(new idp.ForgotPasswordCommand({ ClientId, Username: name }));
  const confirm = (ConfirmationCode: string, Password = 'Another-horse-8') =>
    client.send(new idp.ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password }));
  const sentCode = () => /\d{6}/.exec(mails.at(-1)?.html ?? '')?.[0] ?? '';

  test('is replaced with the code from the mail, once', async () => {
    await aUser();
    const { CodeDeliveryDetails } = await forgot();
    expect(CodeDeliveryDetails?.Destination).toBe('A***@d***');

    const code = sentCode();
    const wrong = code === '000000' ? '000001' : '000000';
    await expect(confirm(wrong)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await confirm(code);

    await expect(signIn()).rejects.toThrow();
    await expect(signIn(Username, 'Another-horse-8')).resolves.toBeDefined();
    await expect(confirm(code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });

  test('of nobody is answered alike and sends nothing', async () => {
    await expect(forgot('nobody@demo.example')).resolves.toHaveProperty('CodeDeliveryDetails.DeliveryMedium', 'EMAIL');
    expect(mails).toHaveLength(0);
  });

  test('has a code that ends after an hour', async () => {
    await aUser();
    await forgot();

    context.clock.advance(3_600_001);

    await expect(confirm(sentCode())).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });
});

describe('administration', () => {
  test('an address is one account, in any case of letters', async () => {
    await aUser();

    await expect(aUser('ann@demo.EXAMPLE')).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'User account already exists',
    });
  });

  test('a refused password leaves no user behind', async () => {
    const refused = client.send(new idp.AdminCreateUserCommand({ UserPoolId, Username, TemporaryPassword: 'short' }));
    await expect(refused).rejects.toMatchObject({ name: 'InvalidPasswordException' });

    await expect(client.send(new idp.AdminGetUserCommand({ UserPoolId, Username }))).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });

  test('a user is found by address and by sub, and listed by a filter', async () => {
    const sub = await aUser();
    await aUser('bob@demo.example');

    const bySub = await client.send(new idp.AdminGetUserCommand({ UserPoolId, Username: sub }));
    expect(bySub).toMatchObject({ Username: sub, Enabled: true, UserStatus: 'CONFIRMED' });
    const listed = await client.send(new idp.ListUsersCommand({ UserPoolId, Filter: 'email = "ann@demo.example"' }));
    expect(listed.Users?.map((user) => user.Username)).toEqual([sub]);
    const page = await client.send(new idp.ListUsersCommand({ UserPoolId, Limit: 1 }));
    expect(page.Users).toHaveLength(1);
    const rest = await client.send(new idp.ListUsersCommand({ UserPoolId, PaginationToken: page.PaginationToken }));
    expect(rest.Users).toHaveLength(1);
    expect(rest.PaginationToken).toBeUndefined();
  });

  test('a changed address is the new alias, unverified, and the old one is free', async () => {
    const sub = await aUser();
    const UserAttributes = [{ Name: 'email', Value: 'anna@demo.example' }];
    await client.send(new idp.AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes }));

    const user = await client.send(new idp.AdminGetUserCommand({ UserPoolId, Username: 'anna@demo.example' }));
    expect(user.Username).toBe(sub);
    expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
    await expect(aUser()).resolves.not.toBe(sub);
  });

  test('groups are listed, left, and must exist', async () => {
    await aUser();
    const add = (GroupName: string) =>
      client.send(new idp.AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
    await add('sales');
    await add('admin');
    await client.send(new idp.AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName: 'sales' }));

    const { Groups } = await client.send(new idp.AdminListGroupsForUserCommand({ UserPoolId, Username }));
    expect(Groups?.map((one) => one.GroupName)).toEqual(['admin']);
    await expect(add('none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('an attribute that the pool does not have is refused', async () => {
    const UserAttributes = [{ Name: 'custom:tenant', Value: 'x' }];
    await expect(
      client.send(new idp.AdminCreateUserCommand({ UserPoolId, Username, UserAttributes })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('a deleted user is gone', async () => {
    await aUser();
    await client.send(new idp.AdminDeleteUserCommand({ UserPoolId, Username }));

    await expect(signIn()).rejects.toMatchObject({ message: 'Incorrect username or password.' });
  });
});
