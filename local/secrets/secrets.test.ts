import { expect, test } from 'vitest';
import { testContext } from '../test-endpoint.ts';
import { createSecrets, generationSchema } from './secrets.ts';

const arn = 'arn:aws:secretsmanager:eu-central-1:1:secret:mine-a1b2c3';
const generate = (given: Record<string, unknown> = {}) => ({ generate: generationSchema.parse(given) });

test('a generated value keeps to its rules, and stays over restarts', () => {
  using context = testContext();
  const first = createSecrets(context);
  first.create('mine', arn, generate({ PasswordLength: 40, ExcludePunctuation: true, ExcludeCharacters: 'abc' }));
  const value = first.value(arn);
  void first.stop?.();

  const second = createSecrets(context);
  second.create('mine', arn, generate({ PasswordLength: 10 }));

  expect(value).toMatch(/^[A-Zd-z0-9]{40}$/);
  expect([second.value(arn), second.value('mine'), second.value(arn.slice(0, -7))]).toEqual([value, value, value]);
  void second.stop?.();
});

test('a template gets the value under its key', () => {
  using context = testContext();
  const secrets = createSecrets(context);
  secrets.create(
    'mine',
    arn,
    generate({ SecretStringTemplate: '{"user":"crm"}', GenerateStringKey: 'password', PasswordLength: 12 }),
  );

  expect(secrets.value(arn, 'user')).toBe('crm');
  expect(secrets.value(arn, 'password')).toHaveLength(12);
  expect(() => secrets.value(arn, 'other')).toThrow('no key other');
  expect(() => secrets.value('unknown')).toThrow("can't find");
  void secrets.stop?.();
});
