import { expect, test } from 'vitest';
import { entities } from '#shared/registry.ts';
import { type SourceFile, sourcesOf } from './source.ts';

const folders = ['shared', 'functions', 'infra', 'web', 'local', 'test'];
const isOurs = (name: string): boolean => folders.some((folder) => name.startsWith(`${folder}/`));

/** Imports of a folder's files that are not among those allowed, as `file → import`. */
const strays = (files: readonly SourceFile[], isAllowed: (name: string) => boolean): string[] =>
  files.flatMap(({ path, imports }) => imports.filter((name) => !isAllowed(name)).map((name) => `${path} → ${name}`));

test('the domain imports zod, libphonenumber-js and temporal-polyfill, and nothing else', () => {
  const packages = ['zod', 'libphonenumber-js', 'temporal-polyfill'];
  expect(strays(sourcesOf(['shared']), (name) => name.startsWith('shared/') || packages.includes(name))).toEqual([]);
});

test('functions know the domain and no other folder', () => {
  expect(strays(sourcesOf(['functions']), (name) => !isOurs(name) || /^(functions|shared)\//.test(name))).toEqual([]);
});

test('infrastructure knows the domain and names functions by path only', () => {
  expect(strays(sourcesOf(['infra']), (name) => !isOurs(name) || /^(infra|shared)\//.test(name))).toEqual([]);
});

test('the staff app knows the domain and no other folder', () => {
  expect(strays(sourcesOf(['web']), (name) => !isOurs(name) || /^(web|shared)\//.test(name))).toEqual([]);
});

test('the local runtime imports nothing of ours', () => {
  expect(strays(sourcesOf(['local']), (name) => !isOurs(name) || name.startsWith('local/'))).toEqual([]);
});

test('the base components and the local runtime name no noun', () => {
  // those of our nouns that are no everyday words of browsers and of AWS
  const nouns = entities
    .map((entity) => entity.noun)
    .filter((noun) => /^(deal|pipeline|savedView|assignmentRule)$/.test(noun));
  const named = sourcesOf(['web/ui', 'local']).flatMap(({ path, text }) =>
    nouns.filter((noun) => new RegExp(`['"\`/]${noun}['"\`/]`).test(text)).map((noun) => `${path}: ${noun}`),
  );
  expect(nouns).toHaveLength(4);
  expect(named).toEqual([]);
});

test('time, chance and waiting come through ports', () => {
  const adapters = /^functions\/platform\/(system|dynamo-table|s3-blobs)\.ts$|^functions\/read-model\/open-model\.ts$/;
  const hidden =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\brandomBytes\(|\bsetTimeout\(|\bsetInterval\(/;
  const guilty = sourcesOf(['shared', 'functions']).filter(
    ({ path, text }) => !adapters.test(path) && hidden.test(text),
  );
  expect(guilty.map((f) => f.path)).toEqual([]);
});

test('no barrels, and no drawers for odds and ends', () => {
  const odd = sourcesOf(['shared', 'functions', 'infra', 'local', 'web'], true).filter(({ path }) =>
    /(^|\/)(index\.tsx?|utils?\.ts|helpers?\.ts|common\.ts)$/.test(path),
  );
  expect(odd.map((f) => f.path)).toEqual([]);
});

test('files are named in kebab case', () => {
  const odd = sourcesOf(folders, true).filter(
    ({ path }) => !/^([a-z0-9-]+\/)*[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.tsx?$/.test(path),
  );
  expect(odd.map((f) => f.path)).toEqual([]);
});
