import { describe, expect, test } from 'vitest';
import { parseSettings, type SettingsInput } from '../config.ts';
import type { Account } from './account.ts';
import { preflight } from './preflight.ts';

const anAccount = (changes: Partial<Account> = {}): Account => ({
  id: async () => '111122223333',
  region: async () => 'eu-central-1',
  bootstrapVersion: async () => 30,
  stackOutputs: async () => undefined,
  bucketsOf: async () => [],
  maySendMail: async () => true,
  activeReceiptRuleSet: async () => undefined,
  activateReceiptRuleSet: async () => {},
  concurrency: async () => ({ limit: 1000, unreserved: 1000 }),
  ...changes,
});
const check = (account: Account, settings: SettingsInput = {}) =>
  preflight('production', parseSettings({ adminEmail: 'chief@example.org', ...settings }), account);
const mail = { domain: 'example.org', inbound: 'support@example.org' };

describe('before a deployment', () => {
  test('nothing is said where nothing is wrong', async () => {
    expect(await check(anAccount(), { waf: true, mail })).toEqual([]);
  });

  test('a missing administrator is noticed', async () => {
    expect(await check(anAccount(), { adminEmail: undefined })).toEqual([
      { isBlocking: true, text: expect.stringContaining('"adminEmail"') },
    ]);
  });

  test('credentials of another account are noticed, and nothing else is asked', async () => {
    const account = anAccount({ bootstrapVersion: async () => expect.unreachable() });

    expect(await check(account, { account: '999988887777' })).toEqual([
      { isBlocking: true, text: expect.stringContaining('999988887777') },
    ]);
  });

  test('a region without bootstrap is named with the command that helps, also that of the firewall', async () => {
    const account = anAccount({ bootstrapVersion: async (region) => (region === 'us-east-1' ? undefined : 5) });

    expect((await check(account, { waf: true })).map((f) => f.text)).toEqual([
      expect.stringContaining('npx cdk bootstrap aws://111122223333/eu-central-1'),
      expect.stringContaining('npx cdk bootstrap aws://111122223333/us-east-1'),
    ]);
    expect(await check(account)).toHaveLength(1);
  });

  test("SES's sandbox is said and stops nothing", async () => {
    expect(await check(anAccount({ maySendMail: async () => false }), { mail })).toEqual([
      { isBlocking: false, text: expect.stringContaining('sandbox') },
    ]);
  });

  test('receipt rules of somebody else are joined, never replaced', async () => {
    const account = anAccount({ activeReceiptRuleSet: async () => 'theirs' });

    expect(await check(account, { mail })).toEqual([
      { isBlocking: true, text: expect.stringContaining('"receiptRuleSet": "theirs"') },
    ]);
    expect(await check(account, { mail: { ...mail, receiptRuleSet: 'theirs' } })).toEqual([]);
    expect(await check(account, { mail: { ...mail, receiptRuleSet: 'gone' } })).toEqual([
      { isBlocking: true, text: expect.stringContaining('"gone"') },
    ]);
  });

  test('our own receipt rules are not taken for those of somebody else', async () => {
    const account = anAccount({
      activeReceiptRuleSet: async () => 'ours',
      stackOutputs: async (name) => (name === 'Rapport-Mail' ? { ReceiptRuleSet: 'ours' } : undefined),
    });

    expect(await check(account, { mail })).toEqual([]);
  });

  test('a new account, which may run ten functions at once, is told what to do', async () => {
    const account = anAccount({ concurrency: async () => ({ limit: 10, unreserved: 10 }) });

    expect(await check(account)).toEqual([{ isBlocking: true, text: expect.stringContaining('"concurrency"') }]);
    expect(await check(account, { concurrency: { public: null, query: null } })).toEqual([]);
  });

  test('an upgrade does not count the reservations of the deployment that it replaces', async () => {
    const account = anAccount({
      concurrency: async () => ({ limit: 150, unreserved: 100 }),
      stackOutputs: async () => ({}),
    });

    expect(await check(account)).toEqual([]);
  });
});
