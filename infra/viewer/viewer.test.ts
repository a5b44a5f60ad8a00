import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';

type Request = { uri: string; headers: Record<string, { value: string }> };
const run = (file: string, request: Request): Request => {
  const code = readFileSync(join(import.meta.dirname, file), 'utf8');
  const event = { viewer: { ip: '203.0.113.7' }, request };
  // the result belongs to the other context, whose objects have another prototype
  return JSON.parse(JSON.stringify(runInNewContext(`${code}; handler(event)`, { event })));
};

describe('the function before the API', () => {
  test('writes the address of who is calling, whatever was sent', () => {
    const request = {
      uri: '/v1/leads',
      headers: { 'x-viewer-address': { value: '198.51.100.1' }, accept: { value: '*/*' } },
    };

    expect(run('api-request.js', request)).toEqual({
      uri: '/v1/leads',
      headers: { 'x-viewer-address': { value: '203.0.113.7' }, accept: { value: '*/*' } },
    });
  });
});

describe('the function before the app', () => {
  test.each([
    ['/', '/index.html'],
    ['/companies/01J00000000000000000000000', '/index.html'],
    ['/auth/callback', '/index.html'],
    ['/assets/app-1a2b3c4d.js', '/assets/app-1a2b3c4d.js'],
    ['/icon.svg', '/icon.svg'],
  ])('answers %s with %s', (uri, served) => {
    expect(run('app-request.js', { uri, headers: {} }).uri).toBe(served);
  });
});
