import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * The schemas of the SDK's clients write their keys as `[_xN]`, with `const _xN = "xmlName"` above. esbuild keeps whatever has a computed key,
 * so that a client of S3 carried the schemas of all hundred operations: 65 KB. With the names themselves only those remain that are used.
 */
export const sdkSchemas: Plugin = {
  name: 'sdk-schemas',
  setup: ({ onLoad }) =>
    onLoad({ filter: /@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_\d+\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      const names = new Map([...code.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, key, name]) => [key, name]));
      return {
        contents: code.replace(/\[(_\w+)\]:/g, (found, key) => (names.has(key) ? `${names.get(key)}:` : found)),
      };
    }),
};
