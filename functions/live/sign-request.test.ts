import { expect, test } from 'vitest';
import { signRequest } from '#infra/account/sign-request.ts';
import { createAppsyncChannels } from './appsync-channels.ts';
import { signedHeaders } from './sign-request.ts';

const url = new URL('https://abc.appsync-api.eu-central-1.amazonaws.com/event');
const nowMs = Date.UTC(2026, 10, 22, 9, 30);
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };

test('a signature is the same as the one that the deployment signs its own requests with', () => {
  const body = '{"channel":"/list/a"}';

  const signed = signedHeaders(url, body, { service: 'appsync', region: 'eu-central-1', nowMs }, credentials);

  const other = signRequest(
    { method: 'POST', url, headers: { 'content-type': 'application/json' }, body },
    { service: 'appsync', region: 'eu-central-1', now: new Date(nowMs) },
    credentials,
  );
  expect(signed.authorization).toBe(other.authorization);
  expect(signed['x-amz-security-token']).toBe('session');
});

test('what is published goes five at a time, and what AppSync does not take is a failure', async () => {
  const bodies: { channel: string; events: string[] }[] = [];
  let status = 200;
  const clock = { now: () => nowMs, sleep: async () => {} };
  const channels = createAppsyncChannels({ url: url.href, region: 'eu-central-1' }, {}, clock, async (_url, init) => {
    bodies.push(JSON.parse(String(init?.body)));
    return new Response('{}', { status });
  });
  const nudges = Array.from({ length: 7 }, (_, i) => ({ noun: 'deal', id: String(i) }));

  await channels.publish('/list/a', nudges);
  status = 500;
  await expect(channels.publish('/list/a', nudges)).rejects.toThrow('500');

  expect(bodies.slice(0, 2).map(({ events }) => events.length)).toEqual([5, 2]);
  expect(bodies[0]?.events[0]).toBe('{"noun":"deal","id":"0"}');
});
