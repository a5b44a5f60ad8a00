import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { afterAll, expect, test } from 'vitest';
import { leanBundles } from './lean-bundles.ts';

const folder = mkdtempSync(join(tmpdir(), 'lean-bundles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** The exports of a module as they are from its bundle, and its size. */
const bundled = async (code: string, withJsonSchema = false) => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    banner: { js: banner },
    ...leanBundles({ withJsonSchema }),
  });
  const [file] = outputFiles ?? [];
  if (!file) throw new Error('nothing was bundled');
  const path = join(folder, `${made++}.mjs`);
  writeFileSync(path, file.contents);
  const exports: Record<string, unknown> = await import(pathToFileURL(path).href);
  return { exports, sizeBytes: file.contents.length };
};

test('rich text is sanitised in a bundle as it is without one', async () => {
  const { exports } = await bundled(`import { sanitiseHtml } from '../functions/platform/sanitise.ts';
    export const results = (texts) => texts.map(sanitiseHtml);`);
  const { sanitiseHtml } = await import('#functions/platform/sanitise.ts');
  const texts = [
    '<p style="color:red" onclick=x>&eacute;&lt;b&gt; <a href="java&#115;cript:alert(1)">a</a> <a href="https://x.example">b</a></p>',
    '<img srcset="a 1x, b 2x" src=x onerror=alert(1)><script>alert(1)</script><svg><style><!--</style><p title="--><b>">c',
    '<ul><li>one<li>two</ul><textarea><b>d</b></textarea>',
  ];

  // the bundle exports what is written above
  const results = (exports.results as (of: readonly string[]) => string[])(texts);

  expect(results).toEqual(texts.map(sanitiseHtml));
});

test('phone numbers are read in a bundle as they are without one', async () => {
  const { exports } = await bundled(`import { parsePhoneNumberFromString } from 'libphonenumber-js/min/es6';
    export const results = (numbers) => numbers.map((n) => parsePhoneNumberFromString(n, 'DE')?.number);`);
  const numbers = ['0176 1234567', '+1 212 555 0100', '+8613812345678', '12', 'none'];

  // the bundle exports what is written above
  const results = (exports.results as (of: readonly string[]) => unknown[])(numbers);

  expect(results).toEqual(numbers.map((n) => parsePhoneNumberFromString(n, 'DE')?.number));
});

test('what our code tells apart of the failures of a service keeps its class, all others their name', async () => {
  const { exports } =
    await bundled(`import { ConditionalCheckFailedException, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
    import { createServer } from 'node:http';
    export const failureOf = async (name) => {
      const server = createServer((_, res) => res.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#' + name, message: 'why' }))).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const client = new DynamoDBClient({ endpoint: 'http://127.0.0.1:' + server.address().port, region: 'eu-central-1', maxAttempts: 1,
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
      try { await client.send(new GetItemCommand({ TableName: 't', Key: {} })); } catch (error) {
        return { name: error.name, message: error.message, isConditional: error instanceof ConditionalCheckFailedException };
      } finally { client.destroy(); server.close(); }
    };`);
  // the bundle exports what is written above
  const failureOf = exports.failureOf as (name: string) => Promise<unknown>;

  expect(await failureOf('ConditionalCheckFailedException')).toEqual({
    name: 'ConditionalCheckFailedException',
    message: 'why',
    isConditional: true,
  });
  expect(await failureOf('ProvisionedThroughputExceededException')).toEqual({
    name: 'ProvisionedThroughputExceededException',
    message: 'why',
    isConditional: false,
  });
});

test('a client of S3 brings the schemas of what is asked of it and no others', async () => {
  const { sizeBytes } = await bundled(
    `export { DeleteObject$ } from '../node_modules/@aws-sdk/client-s3/dist-es/schemas/schemas_0.js';`,
  );

  expect(sizeBytes).toBeLessThan(10_000);
});

test('JSON Schema is written by a bundle that was made for it', async () => {
  const code = `import * as z from 'zod'; export const result = () => z.toJSONSchema(z.object({ a: z.string() }));`;

  const { exports } = await bundled(code, true);

  // the bundle exports what is written above
  expect((exports.result as () => unknown)()).toMatchObject({ properties: { a: { type: 'string' } } });
});
