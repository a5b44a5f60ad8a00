import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');

export type SourceFile = {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** What it imports: a path from the project's root, or the name of a package. */
  readonly imports: readonly string[];
};

const importOf =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g;

const resolved = (file: string, specifier: string): string => {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('.')) return relative(root, join(root, dirname(file), specifier));
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
};

/** Every TypeScript file below the folders, tests left out unless asked for. */
export const sourcesOf = (folders: readonly string[], withTests = false): SourceFile[] =>
  folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }))
    .filter((path) => withTests || !/(\.test\.tsx?|\/fakes\.ts|\/arbitraries\.ts|\/test-[a-z-]+\.ts)$/.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const imports = [...text.matchAll(importOf)].map((m) => resolved(path, m[1] ?? m[2] ?? m[3] ?? ''));
      return { path, text, imports };
    });
