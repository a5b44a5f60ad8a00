import { Duration } from 'aws-cdk-lib';
import {
  CfnManagedLoginBranding,
  ClientAttributes,
  OAuthScope,
  type UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { Settings } from '../config.ts';

const mobileRedirect = 'rapport://auth/callback';

/** The staff app and the mobile apps: public clients by code with PKCE, with exact redirect addresses and rotating refresh tokens. */
export const appClients = (
  scope: Construct,
  settings: Settings,
  pool: UserPool,
  appUrl: string,
): { app: UserPoolClient; mobile: UserPoolClient } => {
  const client = (
    id: string,
    callbackUrl: string,
    logoutUrl: string,
    refreshTokenValidity: Duration,
  ): UserPoolClient => {
    const made = new UserPoolClient(scope, id, {
      userPool: pool,
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      authFlows: { userPassword: settings.passwordSignIn, userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false },
        // not aws.cognito.signin.user.admin: nobody changes attributes of their own, roles least of all
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [callbackUrl],
        logoutUrls: [logoutUrl],
      },
      readAttributes: new ClientAttributes().withStandardAttributes({
        email: true,
        emailVerified: true,
        fullname: true,
      }),
      // unset, all attributes could be written
      writeAttributes: new ClientAttributes().withStandardAttributes({ locale: true }),
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity,
      refreshTokenRotationGracePeriod: Duration.seconds(30),
    });
    // the newer login pages are shown only for clients that have a style
    new CfnManagedLoginBranding(scope, `${id}Login`, {
      userPoolId: pool.userPoolId,
      clientId: made.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return made;
  };
  return {
    app: client('AppClient', `${appUrl}/auth/callback`, `${appUrl}/`, Duration.days(7)),
    mobile: client('MobileClient', mobileRedirect, mobileRedirect, Duration.days(30)),
  };
};
