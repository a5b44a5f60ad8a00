import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sign, verify } from './signing.ts';

const secret = 'a secret';

test('what was signed comes back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (payload, purpose) => {
      expect(verify(secret, purpose, sign(secret, purpose, payload))).toEqual(JSON.parse(JSON.stringify(payload)));
    }),
  );
});

test('a token in which any character differs is refused', () => {
  const token = sign(secret, 'p', { user: 'ada', after: ['x', 1] });
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ '];
  let tried = 0;
  for (let i = 0; i < token.length; i++)
    for (const c of alphabet) {
      if (c === token[i]) continue;
      tried += 1;
      expect(verify(secret, 'p', token.slice(0, i) + c + token.slice(i + 1)), `${i} ${c}`).toBeUndefined();
    }
  expect(tried).toBeGreaterThan(3000);
});

test('a token that is cut, longer, of another purpose or of another secret is refused', () => {
  const token = sign(secret, 'p', [1, 2, 3]);

  for (let i = 0; i < token.length; i++) expect(verify(secret, 'p', token.slice(0, i))).toBeUndefined();
  for (const other of [`${token}A`, `${token}.`, `.${token}`, `${token}.${token}`, token.toLowerCase(), ''])
    expect(verify(secret, 'p', other)).toBeUndefined();
  expect(verify(secret, 'q', token)).toBeUndefined();
  expect(verify(`${secret}!`, 'p', token)).toBeUndefined();
});

test('any text is refused and none throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.base64String().map((s) => `${s}.${s}`),
      ),
      (text) => {
        expect(verify(secret, 'p', text)).toBeUndefined();
      },
    ),
  );
});
