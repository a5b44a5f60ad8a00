import { describe, expect, test } from 'vitest';
import { loginPrefix, parseSettings, readSettings, stackPrefix } from './config.ts';

describe('the settings of a stage', () => {
  test('may be empty: production is strict and keeps its data', () => {
    expect(parseSettings({})).toMatchObject({
      mfa: 'required',
      passwordSignIn: false,
      keepData: true,
      waf: false,
      budgetUsd: 50,
    });
  });

  test('are named, every one of them, where they are wrong', () => {
    const wrong = { adminEmail: 'nobody', mfaa: 'optional', domain: { name: 'CRM' }, budgetUsd: -1 };

    expect(() => parseSettings(wrong, 'staging.json')).toThrow(
      /^staging\.json: (?=.*adminEmail)(?=.*mfaa)(?=.*domain\.name)(?=.*domain\.certificateArn)(?=.*budgetUsd)/,
    );
  });

  test('refuse a certificate that CloudFront would not take', () => {
    const domain = { name: 'crm.example.org', hostedZoneId: 'Z0', hostedZoneName: 'example.org' };

    expect(() =>
      parseSettings({ domain: { ...domain, certificateArn: 'arn:aws:acm:eu-central-1:1:certificate/a' } }),
    ).toThrow('us-east-1');
  });

  test('are read by the name of a stage and from nowhere else', () => {
    expect(() => readSettings('nowhere')).toThrow('There is no stage "nowhere"');
    expect(() => readSettings('../secrets')).toThrow('lower-case letters');
  });
});

test('only production has stacks without the name of their stage', () => {
  expect([stackPrefix('production'), stackPrefix('staging')]).toEqual(['Rapport', 'Rapport-staging']);
});

test('the login host is the same at every deployment, another for every stage, account and region, and names none of them', () => {
  const prefix = loginPrefix('production', '111122223333', 'eu-central-1');

  expect(prefix).toBe(loginPrefix('production', '111122223333', 'eu-central-1'));
  expect(prefix).toMatch(/^rapport-[0-9a-f]{12}$/);
  expect(
    new Set([
      prefix,
      loginPrefix('staging', '111122223333', 'eu-central-1'),
      loginPrefix('production', '111122223334', 'eu-central-1'),
      loginPrefix('production', '111122223333', 'eu-west-1'),
    ]).size,
  ).toBe(4);
});
