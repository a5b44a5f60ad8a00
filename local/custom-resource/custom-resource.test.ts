import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Resource } from '../resource.ts';
import { type Documents, documents, openDatabase } from '../store.ts';
import { type TestContext, testContext } from '../test-endpoint.ts';
import { type DeployedBucket, deployToBucket } from './bucket-deployment.ts';
import { createCustomResources, type Provided, responsePath } from './custom-resources.ts';

let context: TestContext;
let database: ReturnType<typeof openDatabase>;
beforeEach(() => {
  context = testContext();
  database = openDatabase(join(context.dir, 'test.sqlite'));
});
afterEach(() => {
  database.close();
  context[Symbol.dispose]();
});

function resource(properties: Record<string, unknown>): Resource {
  return {
    type: 'Custom::First',
    logicalId: 'First',
    stack: 'S',
    physicalId: 'S-First',
    arnBase: { region: 'eu-central-1', account: '1' },
    endpoint: 'http://127.0.0.1:4000',
    properties: { ServiceToken: 'arn:provider', ...properties },
  };
}

describe('a custom resource', () => {
  let events: Record<string, unknown>[];
  let kept: Documents<Provided>;
  beforeEach(() => {
    events = [];
    kept = documents<Provided>(database, 'custom');
  });

  const made = (respond: (event: Record<string, unknown>) => unknown) => {
    const custom = createCustomResources(
      {
        endpoint: 'http://127.0.0.1:4000',
        log: () => {},
        async invoke(_, event) {
          const given: Record<string, unknown> = { ...Object(event) };
          events.push(given);
          const token = String(given.ResponseURL).split(responsePath)[1] ?? '';
          const response = respond(given);
          if (response instanceof Error) return { error: { errorType: 'Error', errorMessage: response.message } };
          custom.respond(token, JSON.stringify(response));
          return { ok: null };
        },
      },
      kept,
    );
    return custom;
  };
  const succeed = () => ({ Status: 'SUCCESS', PhysicalResourceId: 'p', Data: { Word: 'w' } });

  test('is made once by its provider, as CloudFormation would call it', async () => {
    const custom = made(succeed);

    const first = await custom.provide(resource({ Count: 3, Deep: { On: true } }));
    const second = await custom.provide(resource({ Count: 3, Deep: { On: true } }));

    expect(first.attributes).toEqual({ Word: 'w' });
    expect(second.attributes).toEqual({ Word: 'w' });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      RequestType: 'Create',
      ResourceType: 'Custom::First',
      LogicalResourceId: 'First',
      ResourceProperties: { ServiceToken: 'arn:provider', Count: '3', Deep: { On: 'true' } },
      ResponseURL: expect.stringContaining('http://127.0.0.1:4000/_local/custom-resource/'),
    });
  });

  test('is updated after a change, with what was before', async () => {
    const custom = made(succeed);
    await custom.provide(resource({ Count: 3 }));
    await custom.provide(resource({ Count: 4 }));

    expect(events[1]).toMatchObject({
      RequestType: 'Update',
      PhysicalResourceId: 'p',
      ResourceProperties: { Count: '4' },
      OldResourceProperties: { Count: '3' },
    });
  });

  test('that fails stops the start with its reason, and is tried anew at the next one', async () => {
    await expect(made(() => ({ Status: 'FAILED', Reason: 'no room' })).provide(resource({}))).rejects.toThrow(
      'S/First (Custom::First) failed: no room',
    );
    await expect(made(() => new Error('broken')).provide(resource({}))).rejects.toThrow('Error: broken');

    expect(await made(succeed).provide(resource({}))).toMatchObject({ physicalId: 'p' });
  });
});

type Objects = Map<string, { readonly text: string; readonly headers: Readonly<Record<string, string>> }>;

describe('a bucket deployment', () => {
  const write = (asset: string, files: Record<string, string>): string => {
    const dir = join(context.dir, asset);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
    return dir;
  };
  const fakeBucket = (
    objects: Map<string, { text: string; headers: Readonly<Record<string, string>> }>,
  ): DeployedBucket => ({
    put: async (bucket, key, body, headers) => void objects.set(`${bucket}/${key}`, { text: body.toString(), headers }),
    list: async (bucket, prefix) =>
      [...objects.keys()]
        .filter((key) => key.startsWith(`${bucket}/${prefix}`))
        .map((key) => key.slice(bucket.length + 1)),
    remove: async (bucket, key) => void objects.delete(`${bucket}/${key}`),
  });

  test('puts the files of its assets, replaces markers, prunes what is no longer there and leaves out what it excludes', async () => {
    const objects: Objects = new Map([
      ['site/old.js', { text: '', headers: {} }],
      ['site/assets/kept.js', { text: '', headers: {} }],
    ]);
    const dir = write('web', { 'index.html': 'to %URL%', 'assets/a.js': 'x', 'logo.svg': '<svg/>' });
    const properties = {
      SourceObjectKeys: ['web.zip'],
      SourceMarkers: [{ '%URL%': 'https://here' }],
      DestinationBucketName: 'site',
      Prune: 'true',
      Exclude: ['assets/*'],
      SystemMetadata: { 'cache-control': 'no-cache' },
    };

    await deployToBucket('S/Web', properties, fakeBucket(objects), () => dir, documents(database, 'done'));

    expect([...objects.keys()].sort()).toEqual(['site/assets/kept.js', 'site/index.html', 'site/logo.svg']);
    expect(objects.get('site/index.html')).toEqual({
      text: 'to https://here',
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
    });
    expect(objects.get('site/logo.svg')?.headers['content-type']).toBe('image/svg+xml');
  });

  test('that has not changed is not done again', async () => {
    const dir = write('web', { 'index.html': 'x' });
    const done = documents<string>(database, 'done');
    const properties = { SourceObjectKeys: ['web.zip'], DestinationBucketName: 'site' };
    await deployToBucket('S/Web', properties, fakeBucket(new Map()), () => dir, done);
    const again: Objects = new Map();

    await deployToBucket('S/Web', properties, fakeBucket(again), () => dir, done);
    expect([...again]).toEqual([]);

    await deployToBucket(
      'S/Web',
      { ...properties, SourceObjectKeys: ['changed.zip'] },
      fakeBucket(again),
      () => dir,
      done,
    );
    expect([...again.keys()]).toEqual(['site/index.html']);
  });

  test('names an asset that is not there', async () => {
    const deployment = deployToBucket(
      'S/Web',
      { SourceObjectKeys: ['gone.zip'], DestinationBucketName: 'site' },
      fakeBucket(new Map()),
      () => undefined,
      documents(database, 'done'),
    );

    await expect(deployment).rejects.toThrow('gone.zip');
  });
});
