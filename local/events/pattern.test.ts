import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { matchesPattern } from './pattern.ts';

type Case = {
  readonly name: string;
  readonly pattern: Record<string, unknown>;
  readonly event: unknown;
  readonly matches: boolean;
};

const cases: Case[] = JSON.parse(readFileSync(new URL('../../test/data/event-patterns.json', import.meta.url), 'utf8'));

describe("AWS's documented cases", () => {
  test.each(cases)('$name', ({ pattern, event, matches }) => {
    expect(matchesPattern(pattern, event)).toBe(matches);
  });

  test('all fifty are there', () => {
    expect(cases).toHaveLength(50);
  });
});

test('an operator that does not exist is refused rather than ignored', () => {
  expect(() => matchesPattern({ source: [{ 'starts-with': 'a' }] }, { source: 'a' })).toThrow(/starts-with/);
});

test('an address out of the range does not match', () => {
  expect(matchesPattern({ ip: [{ cidr: '10.0.0.0/24' }] }, { ip: '10.0.1.1' })).toBe(false);
});

test('characters that mean something in a regular expression mean nothing in a wildcard', () => {
  expect(matchesPattern({ name: [{ wildcard: 'a.c*' }] }, { name: 'abcd' })).toBe(false);
  expect(matchesPattern({ name: [{ wildcard: 'a.c*' }] }, { name: 'a.cd' })).toBe(true);
});
