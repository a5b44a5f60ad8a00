import { expect, test } from 'vitest';
import { fakePorts } from '#test/fakes/ports.ts';
import { countAgainst } from './rate-limit.ts';

const limit = { name: 'test', most: 3, perSeconds: 600 };

test('a limit lets through as many as it says, of each by themselves, and then answers 429', async () => {
  const ports = fakePorts();
  for (let i = 0; i < 3; i++) await countAgainst(limit, '192.0.2.1', ports);

  await expect(countAgainst(limit, '192.0.2.1', ports)).rejects.toMatchObject({
    code: 'too-many-requests',
    status: 429,
  });
  await expect(countAgainst(limit, '192.0.2.2', ports)).resolves.toBeUndefined();
  await expect(countAgainst({ ...limit, name: 'other' }, '192.0.2.1', ports)).resolves.toBeUndefined();
});

test('many at once are counted each', async () => {
  const ports = fakePorts();
  const answers = await Promise.allSettled(Array.from({ length: 50 }, () => countAgainst(limit, 'x', ports)));

  expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(3);
});

test('the next window begins anew, and the count of the one before expires by itself', async () => {
  const ports = fakePorts();
  for (let i = 0; i < 3; i++) await countAgainst(limit, 'x', ports);
  ports.time.now += 600_000;
  await countAgainst(limit, 'x', ports);

  for (const item of ports.store.all()) {
    const ttlMs = Number(item.ttl) * 1000;
    expect(ttlMs).toBeGreaterThan(ports.time.now);
    expect(ttlMs).toBeLessThanOrEqual(ports.time.now + 1_200_000);
  }
});

test('whom it counted is not written down', async () => {
  const ports = fakePorts();
  await countAgainst(limit, '192.0.2.77', ports);

  expect(JSON.stringify(ports.store.all())).not.toContain('192.0.2.77');
});
