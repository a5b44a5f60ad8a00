import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseSettings, type SettingsInput, settingsFile } from '#infra/config.ts';
import { type Synthesised, synthesise } from './synthesised.ts';

const everything: SettingsInput = {
  domain: {
    name: 'crm.example.org',
    hostedZoneId: 'Z0000000000000',
    hostedZoneName: 'example.org',
    certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d',
  },
  mail: { domain: 'example.org', inbound: 'support@example.org' },
  waf: true,
  threatProtection: true,
};

/** Names that hold the stage, or a hash of a path with it, say nothing of their own. */
const withoutStage = (text: string): string =>
  text
    .replace(/Rapport-?local/g, 'Rapport')
    .replace(/(Origin\d)?[0-9A-F]{8}/g, '$1')
    .replace(/(cr-owned:)[0-9a-f]{8}/, '$1');

/** `Identity Users MfaConfiguration` → `"ON"`, for everything that a template says. */
const statements = ({ resources }: Synthesised): Map<string, string> => {
  const found = new Map<string, string>();
  const say = (path: string, value: unknown): void => {
    if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
      found.set(path, withoutStage(value.join(' ')));
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) say(`${path} ${key}`, inner);
    else found.set(path, withoutStage(String(value)));
  };
  for (const { stack, id, properties, deletionPolicy } of resources)
    say(`${stack} ${withoutStage(id)}`, { ...properties, ...(deletionPolicy && { DeletionPolicy: deletionPolicy }) });
  return found;
};

describe('production', () => {
  let production: Synthesised;
  beforeAll(() => {
    production = synthesise('production', {}, { checked: true });
  }, 60_000);

  test('passes cdk-nag and the validation of CloudFormation, but for what was reviewed', async () => {
    const lines = [...Map.groupBy(production.exempted, ({ reason }) => reason)].map(([reason, those]) => {
      const places = new Set(
        those.map(({ rule, path }) => `  ${rule.replace(/[0-9A-F]{8}/g, '')} at ${path.replace(/^Rapport-/, '')}`),
      );
      return [reason, ...[...places].sort()].join('\n');
    });

    await expect(`${lines.sort().join('\n\n')}\n`).toMatchFileSnapshot('exemptions.txt');
  });

  test('differs from the stage that runs on one machine in a second factor, a way for scripts to sign in, and in keeping data', () => {
    const settings: SettingsInput = JSON.parse(readFileSync(settingsFile('local'), 'utf8'));
    const local = statements(synthesise('local', settings));
    const there = statements(production);

    const differing = [...new Set([...local.keys(), ...there.keys()])].filter(
      (path) => local.get(path) !== there.get(path),
    );
    const named = differing
      .map((path) => `${path}: ${there.get(path)} → ${local.get(path)}`)
      .filter((line) => !line.endsWith(': production → local') && !line.endsWith('DeletionPolicy: Retain → Delete'));

    expect(named.sort()).toMatchInlineSnapshot(`
      [
        "Api AppClient ExplicitAuthFlows: ALLOW_USER_SRP_AUTH → ALLOW_USER_PASSWORD_AUTH ALLOW_USER_SRP_AUTH",
        "Api MobileClient ExplicitAuthFlows: ALLOW_USER_SRP_AUTH → ALLOW_USER_PASSWORD_AUTH ALLOW_USER_SRP_AUTH",
        "Data Table Replicas 0 DeletionProtectionEnabled: true → false",
        "Identity Users DeletionProtection: ACTIVE → INACTIVE",
        "Identity Users MfaConfiguration: ON → OPTIONAL",
        "Identity UsersLogin Domain: rapport-7a2b3e31a621 → rapport-0ab4c02fb3d4",
      ]
    `);
  });
});

describe('a stage with a domain, mail, a firewall and threat protection', () => {
  let all: Synthesised;
  beforeAll(() => {
    all = synthesise('staging', everything, { checked: true });
  }, 60_000);

  test('closes the host that the API would have without it', () => {
    const app = JSON.stringify(all.one('AWS::CloudFront::Distribution', /^App$/).properties);

    expect(all.one('AWS::ApiGatewayV2::Api').properties.DisableExecuteApiEndpoint).toBe(true);
    expect(app).toContain('"DomainName":"origin.crm.example.org"');
    expect(app).not.toContain('execute-api');
  });

  test('uses its names everywhere', () => {
    expect(all.one('AWS::Cognito::UserPoolClient', /^AppClient$/).properties.CallbackURLs).toEqual([
      'https://crm.example.org/auth/callback',
    ]);
    expect(JSON.stringify(all.one('AWS::S3::Bucket', /^Files$/).properties.CorsConfiguration)).toContain(
      '"https://crm.example.org"',
    );
    expect(all.one('AWS::CloudFront::Distribution', /^ContentHost$/).properties).toMatchObject({
      DistributionConfig: {
        Aliases: ['content.crm.example.org'],
        ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
      },
    });
  });

  test('has its firewall before both distributions', () => {
    for (const { id, properties } of all.of('AWS::CloudFront::Distribution'))
      expect((properties.DistributionConfig as { WebACLId?: unknown }).WebACLId, id).toBeDefined();
    expect(all.one('AWS::WAFv2::WebACL').stack).toBe('Firewall');
  });

  test('hears of everything that becomes of a mail, and demands no encryption that a receiver may not have', () => {
    expect(all.one('AWS::SES::ConfigurationSet').properties).toMatchObject({
      DeliveryOptions: { TlsPolicy: 'OPTIONAL' },
    });
    expect(all.one('AWS::SES::ConfigurationSetEventDestination').properties).toMatchObject({
      EventDestination: {
        MatchingEventTypes: expect.arrayContaining([
          'send',
          'delivery',
          'deliveryDelay',
          'bounce',
          'complaint',
          'reject',
          'renderingFailure',
        ]),
      },
    });
  });

  test('keeps mail that comes in, encrypted with our key by the bucket itself', () => {
    const rule = all.one('AWS::SES::ReceiptRule').properties.Rule as { Actions: unknown[] };

    expect(rule).toMatchObject({ Recipients: ['support@example.org'], ScanEnabled: true, TlsPolicy: 'Optional' });
    expect(rule.Actions).toEqual([
      { S3Action: { BucketName: 'IncomingMail', ObjectKeyPrefix: 'in/', IamRoleArn: 'IncomingRole.Arn' } },
    ]);
    expect(JSON.stringify(all.one('AWS::S3::Bucket', /^IncomingMail$/).properties.BucketEncryption)).toContain(
      'Key.Arn',
    );
  });

  test('joins a set of receipt rules that is active already', () => {
    const joined = synthesise('staging', {
      mail: { domain: 'example.org', inbound: 'example.org', receiptRuleSet: 'theirs' },
    });

    expect(joined.of('AWS::SES::ReceiptRuleSet')).toEqual([]);
    expect(joined.one('AWS::SES::ReceiptRule').properties.RuleSetName).toBe('theirs');
  });
});

test('a restored table takes the place of the own one everywhere, while the own one and its exports stay', () => {
  const streamArn = 'arn:aws:dynamodb:eu-central-1:111122223333:table/restored/stream/2027-01-01T00:00:00.000';
  const all = synthesise('production', { restoredTable: { name: 'restored', streamArn } });

  expect(all.of('AWS::DynamoDB::GlobalTable')).toHaveLength(1);
  expect(all.one('AWS::Lambda::EventSourceMapping', /^RelayMapping/).properties.EventSourceArn).toBe(streamArn);
  for (const { id, properties } of all.of('AWS::Lambda::Function').filter((f) => f.stack !== 'Edge'))
    expect(JSON.stringify(properties.Environment), id).toContain('"CRM_TABLE":"restored"');
  expect(JSON.stringify(all.of('AWS::IAM::Policy'))).not.toContain('Table.Arn');
  expect(all.exports).toEqual(expect.arrayContaining(['Table', 'Table.Arn', 'Table.StreamArn']));
});

test('a new generation of secrets changes everything that was given one, so that CloudFormation reads them again', () => {
  const before = statements(synthesise('production'));
  const after = statements(synthesise('production', { secretsGeneration: 2 }));

  const changed = [...after].filter(([path, value]) => before.get(path) !== value).map(([path]) => path);
  const holding = [...after]
    .filter(([, value]) => value.includes('resolve:secretsmanager'))
    .map(([path]) => path.split(' ')[1]);
  expect(new Set(changed.map((path) => path.split(' ')[1]))).toEqual(new Set(holding));
});

test('a stage without an address synthesises, so that nobody needs one to look', () => {
  const all = synthesise('production', { adminEmail: undefined });

  expect(all.of('AWS::SNS::Subscription')).toEqual([]);
  expect(all.one('AWS::Budgets::Budget').properties.NotificationsWithSubscribers).toBeUndefined();
});

test('every file of settings is understood', () => {
  for (const stage of ['production', 'local']) {
    const input: unknown = JSON.parse(readFileSync(settingsFile(stage), 'utf8'));

    expect(() => parseSettings(input, stage)).not.toThrow();
  }
});
