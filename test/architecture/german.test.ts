import { expect, test } from 'vitest';
import { sentences } from '#web/strings/de/details.ts';
import { sourcesOf } from './source.ts';

test('every sentence of the server that German knows is still said somewhere', () => {
  const source = sourcesOf(['shared', 'functions'])
    .map(({ text }) => text)
    .join('\n');
  const pieces = (english: string): string[] =>
    english.split(/\{\w+\}/).map((piece) => piece.replace(/[“”]/g, '').trim());

  const stale = Object.keys(sentences).filter((english) =>
    pieces(english).some((piece) => piece.length > 3 && !source.includes(piece)),
  );

  expect(stale).toEqual([]);
});
