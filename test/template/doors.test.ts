import { beforeAll, describe, expect, test } from 'vitest';
import { groups } from '#shared/role/role.ts';
import { type Synthesised, synthesise } from './synthesised.ts';

let all: Synthesised;
beforeAll(() => {
  all = synthesise('production');
}, 60_000);

type HeaderPolicy = {
  readonly ResponseHeadersPolicyConfig: {
    readonly Name: string;
    readonly SecurityHeadersConfig: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
};
type Behaviour = {
  readonly PathPattern?: string;
  readonly ResponseHeadersPolicyId: string;
  readonly FunctionAssociations?: { readonly FunctionARN: string }[];
};
type DistributionConfig = {
  readonly DefaultCacheBehavior: Behaviour;
  readonly CacheBehaviors: Behaviour[];
  readonly Origins: object[];
  readonly WebACLId?: string;
};

const configOf = (id: RegExp): DistributionConfig =>
  // the shape that CloudFormation gives a distribution
  all.one('AWS::CloudFront::Distribution', id).properties.DistributionConfig as DistributionConfig;
const cspOf = (id: RegExp): Map<string, string> => {
  const { ResponseHeadersPolicyConfig: config } = all.one('AWS::CloudFront::ResponseHeadersPolicy', id)
    .properties as HeaderPolicy;
  const text = String(config.SecurityHeadersConfig.ContentSecurityPolicy?.ContentSecurityPolicy);
  return new Map(text.split('; ').map((part) => [part.split(' ')[0] ?? '', part.split(' ').slice(1).join(' ')]));
};

describe('the routes', () => {
  test('ask for a token, but for those that are public and reviewed here', () => {
    const open = all.of('AWS::ApiGatewayV2::Route').filter((r) => r.properties.AuthorizationType !== 'JWT');

    expect(all.of('AWS::ApiGatewayV2::Route').length).toBeLessThan(200);
    expect(open.map((r) => r.properties.RouteKey).sort()).toEqual([
      'ANY /v1/public/{proxy+}',
      'ANY /v1/{proxy+}',
      'GET /config.json',
      'GET /v1/docs',
      'GET /v1/docs.css',
      'GET /v1/events.json',
      'GET /v1/openapi.json',
    ]);
    expect(new Set(open.map((r) => r.properties.Target))).toEqual(
      new Set(['integrations/ANYv1publicproxyPublicIntegration']),
    );
  });

  test('take tokens of our pool for our two clients only', () => {
    expect(all.one('AWS::ApiGatewayV2::Authorizer').properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Audience: ['AppClient', 'MobileClient'], Issuer: 'Users.ProviderURL' },
    });
  });

  test('are throttled and logged, and answer no other origin', () => {
    const { properties } = all.one('AWS::ApiGatewayV2::Stage');

    expect(properties.DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 });
    expect(properties.AccessLogSettings).toMatchObject({ DestinationArn: 'ApiLog.Arn' });
    expect(all.one('AWS::ApiGatewayV2::Api').properties.CorsConfiguration).toBeUndefined();
  });
});

describe('the distributions', () => {
  test('alone know the header without which the functions answer nothing', () => {
    const origin = configOf(/^App$/).Origins.find((o) => JSON.stringify(o).includes('execute-api'));

    expect(JSON.stringify(origin)).toMatch(
      /"HeaderName":"x-origin-verify","HeaderValue":"\{\{resolve:secretsmanager:OriginSecret:SecretString:::\}\}"/,
    );
    for (const area of ['People', 'Sales', 'Platform', 'Public', 'Query'])
      expect(
        JSON.stringify(all.one('AWS::Lambda::Function', new RegExp(`^${area}Function$`)).properties.Environment),
      ).toContain('"CRM_ORIGIN_SECRET":"{{resolve:secretsmanager:OriginSecret:SecretString:::}}"');
  });

  test('write who is calling wherever the API is reached', () => {
    const toApi = [configOf(/^App$/), configOf(/^ContentHost$/)].flatMap((c) => c.CacheBehaviors);

    expect(toApi.map((b) => b.PathPattern)).toEqual(['/v1/*', '/config.json', '/v1/public/*']);
    for (const behaviour of toApi)
      expect(behaviour.FunctionAssociations?.map((f) => f.FunctionARN)).toEqual(['ApiRequest.FunctionARN']);
  });

  test('send security headers with every answer', () => {
    const policies = all.of('AWS::CloudFront::ResponseHeadersPolicy');
    const behaviours = [configOf(/^App$/), configOf(/^ContentHost$/)].flatMap((c) => [
      c.DefaultCacheBehavior,
      ...c.CacheBehaviors,
    ]);

    expect(new Set(behaviours.map((b) => b.ResponseHeadersPolicyId))).toEqual(new Set(policies.map((p) => p.id)));
    for (const { properties } of policies)
      expect((properties as HeaderPolicy).ResponseHeadersPolicyConfig.SecurityHeadersConfig).toMatchObject({
        ContentSecurityPolicy: { Override: true },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'DENY', Override: true },
        ReferrerPolicy: { ReferrerPolicy: 'same-origin', Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
      });
  });

  test('the app runs its own scripts and nothing inline, and speaks to whom it must', () => {
    const csp = cspOf(/^AppHeaders$/);

    expect([...csp.values()].join(' ')).not.toMatch(/unsafe|\*/);
    expect(Object.fromEntries(csp)).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data: blob:",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
      'object-src': "'none'",
      'form-action': "'self' https://Files.RegionalDomainName",
    });
    expect(csp.get('connect-src')?.split(' ')).toEqual([
      "'self'",
      'https://cognito-idp.eu-central-1.amazonaws.com',
      'https://UsersLogin.auth.eu-central-1.amazoncognito.com',
      'https://Files.RegionalDomainName',
      'wss://Live.Dns.Realtime',
    ]);
  });

  test('what others wrote is shown on a host of its own, without scripts', () => {
    const csp = cspOf(/^ContentHeaders$/);

    expect(csp.has('script-src')).toBe(false);
    expect(csp.get('default-src')).toBe("'none'");
    expect(csp.get('sandbox')).not.toContain('allow-scripts');
    expect(csp.get('sandbox')).not.toContain('allow-same-origin');
  });
});

describe('signing in', () => {
  test('nobody registers, a password has twelve characters, and a second factor is asked for', () => {
    expect(all.one('AWS::Cognito::UserPool').properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      DeletionProtection: 'ACTIVE',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      MfaConfiguration: 'ON',
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
    });
  });

  test('clients are public, by code alone, to exact addresses, with rotating tokens, and change nobody', () => {
    for (const { id, properties } of all.of('AWS::Cognito::UserPoolClient')) {
      expect(properties, id).toMatchObject({
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid', 'email', 'profile'],
        EnableTokenRevocation: true,
        ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
        GenerateSecret: false,
        PreventUserExistenceErrors: 'ENABLED',
        RefreshTokenRotation: { Feature: 'ENABLED' },
        WriteAttributes: ['locale'],
      });
    }
    expect(all.one('AWS::Cognito::UserPoolClient', /^AppClient$/).properties.CallbackURLs).toEqual([
      'https://App.DomainName/auth/callback',
    ]);
  });

  test('the groups are those that records are mirrored to', () => {
    expect(all.of('AWS::Cognito::UserPoolGroup').map((g) => g.properties.GroupName)).toEqual([...groups]);
  });
});
