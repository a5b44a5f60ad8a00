import { readFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';
import type { OnLoadResult, Plugin } from 'esbuild';

const text = (path: string): Promise<string> => readFile(path, 'utf8');

/**
 * The schemas of the SDK's clients write their keys as `[_xN]`, with `const _xN = "xmlName"` above. esbuild keeps whatever has a computed key,
 * so that a client of S3 carried the schemas of all hundred operations: 65 KB. With the names themselves only those remain that are used.
 */
const withPlainKeys = (code: string): string => {
  const names = new Map([...code.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, key, name]) => [key, name]));
  return code.replace(/\[(_\w+)\]:/g, (found, key) => (names.has(key) ? `${names.get(key)}:` : found));
};

/** Of its own package a client of the SDK reads the version. */
const versionOf = (manifest: string): string => {
  const { version }: { readonly version?: unknown } = JSON.parse(manifest);
  return JSON.stringify({ version });
};

/** The numbering plans of all countries: 83 KB as they are, 22 KB packed; unpacking takes a millisecond. */
const packed = (json: string): string => {
  const bytes = brotliCompressSync(JSON.stringify(JSON.parse(json))).toString('base64');
  return `import { brotliDecompressSync } from 'node:zlib';
export default JSON.parse(brotliDecompressSync(Buffer.from('${bytes}', 'base64')).toString());`;
};

/** Every schema can write itself as JSON Schema, which only the description of the API asks for. */
const withoutJsonSchema = (code: string): string =>
  code.replace(/^ *inst\._zod\.processJSONSchema = .*;$/gm, '').replace(
    /^import \{ createStandardJSONSchemaMethod, createToJSONSchemaMethod \} from .*;$/m,
    `const createToJSONSchemaMethod = () => () => { throw new Error('this function was bundled without JSON Schema'); };
const createStandardJSONSchemaMethod = createToJSONSchemaMethod;`,
  );

/** Node has hashes of its own; the SDK brings along what it would do without them. */
const withoutHash = (code: string): string => {
  const [, name = ''] = /^export class (\w+)/m.exec(code) ?? [];
  return `export class ${name} {}`;
};

/** Leaves out of dependencies what the functions do not use, and packs what is large. What they do stays the same. */
export const leanBundles = ({ withJsonSchema }: { readonly withJsonSchema: boolean }): Plugin => ({
  name: 'lean-bundles',
  setup: ({ onLoad }) => {
    const load = (filter: RegExp, read: (path: string) => Promise<OnLoadResult>) =>
      onLoad({ filter }, ({ path }) => read(path));
    if (!withJsonSchema)
      load(/zod\/v4\/classic\/schemas\.js$/, async (path) => ({ contents: withoutJsonSchema(await text(path)) }));
    load(/\/(Sha256Js|Sha1Js)\.js$/, async (path) => ({ contents: withoutHash(await text(path)) }));
    load(/@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_\d+\.js$/, async (path) => ({
      contents: withPlainKeys(await text(path)),
    }));
    load(/@aws-sdk\/client-[\w-]+\/package\.json$/, async (path) => ({
      contents: versionOf(await text(path)),
      loader: 'json',
    }));
    load(/libphonenumber-js\/metadata\.min\.json\.js$/, async (path) => ({
      contents: packed(await text(path.replace(/\.js$/, ''))),
    }));
  },
});
