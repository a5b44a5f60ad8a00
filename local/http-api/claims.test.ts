import { expect, test } from 'vitest';
import { flattenClaims } from './claims.ts';

test('every claim reaches the function as text, a list as one word between brackets', () => {
  const claims = {
    sub: 'a',
    'cognito:groups': ['admin', 'sales rep'],
    exp: 1795,
    email_verified: true,
    nested: { a: 1 },
    none: [],
  };

  expect(flattenClaims(claims)).toEqual({
    sub: 'a',
    'cognito:groups': '[admin sales rep]',
    exp: '1795',
    email_verified: 'true',
    nested: '{"a":1}',
    none: '[]',
  });
});
