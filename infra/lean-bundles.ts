import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { OnLoadResult, Plugin } from 'esbuild';

const functionsSource = join(import.meta.dirname, '../functions');

const text = (path: string): Promise<string> => readFile(path, 'utf8');

/**
 * The schemas of the SDK's clients write their keys as `[_xN]`, with `const _xN = "xmlName"` above. esbuild keeps whatever has a computed key,
 * so that a client of S3 carried the schemas of all hundred operations: 65 KB. With the names themselves only those remain that are used.
 */
const withPlainKeys = (code: string): string => {
  const names = new Map([...code.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, key, name]) => [key, name]));
  return code.replace(/\[(_\w+)\]:/g, (found, key) => (names.has(key) ? `${names.get(key)}:` : found));
};

const sourcesOf = async (folder: string): Promise<string> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((e) => e.isFile() && e.name.endsWith('.ts'));
  return (await Promise.all(files.map((e) => text(join(e.parentPath, e.name))))).join('\n');
};

/**
 * A client makes an instance of a class of its own of each failure that its service may answer with. Those whose class our code does not name come
 * as the service's general exception instead, with the same name and message.
 */
const withErrorsOf = (code: string, sources: string): string =>
  code.replace(/^\w+\.registerError\(\w+\$, (\w+)\);$/gm, (found, name: string) =>
    name.endsWith('ServiceException') || new RegExp(`\\b${name}\\b`).test(sources) ? found : '',
  );

/** One region and one kind of bucket: signatures for several regions at once would need a library that is not there anyway. */
const oneRegion = `import { SignatureV4SignWithCredentials } from './SignatureV4SignWithCredentials';
export class SignatureV4MultiRegion extends SignatureV4SignWithCredentials {
  static sigv4aDependency() { return 'none'; }
}`;

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

const leanPlugin = ({ withJsonSchema }: { readonly withJsonSchema: boolean }): Plugin => ({
  name: 'lean-bundles',
  setup: ({ onLoad }) => {
    const load = (filter: RegExp, read: (path: string) => Promise<OnLoadResult>) =>
      onLoad({ filter }, ({ path }) => read(path));
    if (!withJsonSchema)
      load(/zod\/v4\/classic\/schemas\.js$/, async (path) => ({ contents: withoutJsonSchema(await text(path)) }));
    load(/\/(Sha256Js|Sha1Js)\.js$/, async (path) => ({ contents: withoutHash(await text(path)) }));
    const sources = sourcesOf(functionsSource);
    load(/@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_\d+\.js$/, async (path) => ({
      contents: withErrorsOf(withPlainKeys(await text(path)), await sources),
    }));
    load(/@aws-sdk\/signature-v4-multi-region\/dist-es\/SignatureV4MultiRegion\.js$/, async (path) => ({
      contents: oneRegion,
      resolveDir: dirname(path),
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

/** What takes the place of a dependency, or of a part of one, that no function in Lambda uses. */
const aliases = (): Record<string, string> => {
  const own = (name: string): string => join(import.meta.dirname, 'aliases', `${name}.ts`);
  return {
    '@aws-sdk/credential-provider-node': own('lambda-credentials'),
    '@aws-sdk/endpoint-cache': own('no-endpoint-cache'),
    '@smithy/core/event-streams': own('no-event-streams'),
    dayjs: own('no-dayjs'),
    // sanitize-html takes the parser alone from it, and would bring along what makes and writes documents
    htmlparser2: join(import.meta.dirname, '../node_modules/htmlparser2/dist/Parser.js'),
    'parse-srcset': own('no-srcset'),
    postcss: own('no-postcss'),
  };
};

export type LeanBundles = { readonly alias: Record<string, string>; readonly plugins: Plugin[] };

/** Settings of esbuild that leave out of dependencies what the functions do not use, and pack what is large. What they do stays the same. */
export const leanBundles = (given: { readonly withJsonSchema: boolean }): LeanBundles => ({
  alias: aliases(),
  plugins: [leanPlugin(given)],
});
