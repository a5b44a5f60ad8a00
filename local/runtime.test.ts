import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDynamoClient } from './dynamodb/client.ts';
import { type Runtime, startRuntime } from './runtime.ts';
import { writeAssembly } from './test-assembly.ts';

const api = `
export const handler = async (event, context) => {
  if (event.rawPath === '/v1/fail') throw new TypeError('broken');
  if (event.rawPath === '/v1/put') {
    const response = await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.PutItem', 'x-amz-date': '20260101T000000Z',
        authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0' },
      body: JSON.stringify({ TableName: process.env.TABLE, Item: { pk: { S: 'a#' + event.queryStringParameters.id } } }),
    });
    return { statusCode: response.status };
  }
  return { statusCode: 200, headers: { 'X-Made-By': 'api' }, cookies: ['a=1', 'b=2'], body: JSON.stringify({ event, env: process.env, now: Date.now(), left: context.getRemainingTimeInMillis() }) };
};`;

const stream = `
export const handler = async (event) => {
  const body = JSON.stringify({ keys: event.Records.map((record) => record.dynamodb.Keys.pk.S), arn: event.Records[0].eventSourceARN });
  await fetch(process.env.AWS_ENDPOINT_URL + '/', { method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.SendMessage' }, body: JSON.stringify({ QueueUrl: process.env.QUEUE, MessageBody: body }) });
};`;

const provider = `
export const handler = async (event) => {
  await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'made', Data: { Word: event.RequestType + ' ' + event.ResourceProperties.Count } }) });
};`;

const functionOf = (key: string, variables: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: key },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Timeout: 5,
    MemorySize: 256,
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Environment: { Variables: variables },
  },
});

const assembly = writeAssembly({
  Data: {
    template: {
      Resources: {
        Table: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: {
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
            StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
            TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
            Replicas: [{ Region: 'eu-central-1' }],
          },
        },
        Secret: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: { GenerateSecretString: { PasswordLength: 20, ExcludePunctuation: true } },
        },
      },
      Outputs: {
        Name: { Value: { Ref: 'Table' }, Export: { Name: 'Data:Name' } },
        Stream: { Value: { 'Fn::GetAtt': ['Table', 'StreamArn'] }, Export: { Name: 'Data:Stream' } },
        Secret: { Value: { Ref: 'Secret' }, Export: { Name: 'Data:Secret' } },
      },
    },
  },
  Edge: {
    dependencies: ['Data'],
    assets: {
      'api.zip': { 'index.mjs': api },
      'stream.zip': { 'index.mjs': stream },
      'provider.zip': { 'index.mjs': provider },
      'web.zip': { 'index.html': '<h1>Hello</h1>', 'assets/app.js': 'run()' },
    },
    template: {
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
        Site: { Type: 'AWS::S3::Bucket', Properties: {} },
        Web: {
          Type: 'Custom::CDKBucketDeployment',
          Properties: {
            ServiceToken: 'none',
            SourceBucketNames: ['assets'],
            SourceObjectKeys: ['web.zip'],
            DestinationBucketName: { Ref: 'Site' },
            Prune: true,
          },
        },
        Found: { Type: 'AWS::SQS::Queue', Properties: {} },
        Streamed: functionOf('stream.zip', { QUEUE: { Ref: 'Found' } }),
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            FunctionName: { Ref: 'Streamed' },
            EventSourceArn: { 'Fn::ImportValue': 'Data:Stream' },
            StartingPosition: 'TRIM_HORIZON',
            FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ eventName: ['INSERT'] }) }] },
          },
        },
        Provider: functionOf('provider.zip'),
        First: { Type: 'Custom::First', Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] }, Count: 3 } },
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
        Function: functionOf('api.zip', {
          TABLE: { 'Fn::ImportValue': 'Data:Name' },
          WORD: { 'Fn::GetAtt': ['First', 'Word'] },
        }),
        Integration: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: {
            ApiId: { Ref: 'Api' },
            IntegrationType: 'AWS_PROXY',
            IntegrationUri: { 'Fn::GetAtt': ['Function', 'Arn'] },
            PayloadFormatVersion: '2.0',
          },
        },
        Route: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            ApiId: { Ref: 'Api' },
            RouteKey: 'ANY /v1/{proxy+}',
            Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
          },
        },
        Address: {
          Type: 'AWS::CloudFront::Function',
          Properties: {
            Name: 'address',
            FunctionConfig: {},
            AutoPublish: true,
            FunctionCode:
              "function handler(event) { event.request.headers['x-viewer-address'] = { value: event.viewer.ip }; return event.request; }",
          },
        },
        Headers: {
          Type: 'AWS::CloudFront::ResponseHeadersPolicy',
          Properties: {
            ResponseHeadersPolicyConfig: {
              Name: 'headers',
              SecurityHeadersConfig: {
                ContentSecurityPolicy: {
                  ContentSecurityPolicy:
                    "default-src 'self'; connect-src https://cognito-idp.eu-central-1.amazonaws.com 'self'",
                  Override: true,
                },
              },
            },
          },
        },
        App: {
          Type: 'AWS::CloudFront::Distribution',
          Properties: {
            DistributionConfig: {
              Enabled: true,
              DefaultRootObject: 'index.html',
              DefaultCacheBehavior: {
                TargetOriginId: 'site',
                ViewerProtocolPolicy: 'redirect-to-https',
                ResponseHeadersPolicyId: { Ref: 'Headers' },
              },
              CacheBehaviors: [
                {
                  PathPattern: '/v1/*',
                  TargetOriginId: 'api',
                  ViewerProtocolPolicy: 'https-only',
                  AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
                  CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
                  OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
                  FunctionAssociations: [
                    { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Address', 'FunctionARN'] } },
                  ],
                },
              ],
              Origins: [
                {
                  Id: 'site',
                  DomainName: { 'Fn::GetAtt': ['Site', 'RegionalDomainName'] },
                  S3OriginConfig: { OriginAccessIdentity: '' },
                },
                {
                  Id: 'api',
                  DomainName: {
                    'Fn::Join': [
                      '',
                      [{ Ref: 'Api' }, '.execute-api.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }],
                    ],
                  },
                  OriginCustomHeaders: [
                    {
                      HeaderName: 'x-origin-verify',
                      HeaderValue: {
                        'Fn::Join': [
                          '',
                          ['{{resolve:secretsmanager:', { 'Fn::ImportValue': 'Data:Secret' }, ':SecretString:::}}'],
                        ],
                      },
                    },
                  ],
                },
              ],
            },
          },
        },
      },
      Outputs: { Url: { Value: { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['App', 'DomainName'] }]] } } },
    },
  },
});

describe('the runtime', () => {
  const data = mkdtempSync(join(tmpdir(), 'runtime-'));
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await startRuntime({ assembly, port: 0, data, quiet: true });
  });
  afterAll(async () => {
    await runtime.stop();
    rmSync(data, { recursive: true, force: true });
    rmSync(assembly, { recursive: true, force: true });
  });

  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${runtime.url}${path}`, init);
    return { status: response.status, headers: response.headers, body: await response.text() };
  };

  test('serves the files of the site with the headers of its policy, and nothing that is not there', async () => {
    const page = await call('/');
    const script = await call('/assets/app.js');
    const missing = await call('/missing.js');

    expect(page).toMatchObject({ status: 200, body: '<h1>Hello</h1>' });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toBe(`default-src 'self'; connect-src ${runtime.url} 'self'`);
    expect(script.headers.get('content-type')).toContain('javascript');
    expect(missing.status).toBe(403);
    expect(runtime.outputs.Edge?.Url).toBe(runtime.url);
  });

  test('a request reaches the function through distribution and API, with what each of them adds', async () => {
    const answer = await call('/v1/things/a%20b?x=1&x=2&y=%C3%A4', {
      method: 'POST',
      headers: {
        authorization: 'Bearer x',
        'content-type': 'application/json',
        cookie: 's=1; t=2',
        'x-viewer-address': 'forged',
      },
      body: '{"a":1}',
    });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-made-by')).toBe('api');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const { event, env, left } = JSON.parse(answer.body);
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /v1/{proxy+}',
      rawPath: '/v1/things/a b',
      rawQueryString: 'x=1&x=2&y=%C3%A4',
      queryStringParameters: { x: '1,2', y: 'ä' },
      pathParameters: { proxy: 'things/a b' },
      cookies: ['s=1', 't=2'],
      body: '{"a":1}',
      isBase64Encoded: false,
    });
    expect(event.headers).toMatchObject({ authorization: 'Bearer x', 'x-viewer-address': '127.0.0.1' });
    expect(event.headers['x-origin-verify']).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(event.headers.host).toContain('.execute-api.eu-central-1.amazonaws.com');
    expect(left).toBeGreaterThan(4000);
    expect(env).toMatchObject({ TABLE: 'Data-Table', WORD: 'Create 3', AWS_REGION: 'eu-central-1' });
    expect(env.HOME).toBeUndefined();
  });

  test('an error of a function is a bare 500', async () => {
    const answer = await call('/v1/fail');

    expect(answer).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
  });

  test('a write reaches the function on the table’s stream', async () => {
    const put = await call('/v1/put?id=1');

    expect(put.status).toBe(200);
    const queues = await vi.waitFor(async () => {
      const found = JSON.parse((await call('/_local/queues')).body);
      expect(found[0].visible).toBeGreaterThan(0);
      return found;
    }, 3000);
    expect(JSON.parse(queues[0].messages[0].body)).toMatchObject({
      keys: ['a#1'],
      arn: expect.stringContaining(':table/Data-Table/stream/'),
    });
  });

  test('moving the clock moves the time that functions see', async () => {
    const day = 86_400_000;
    const moved = await call('/_local/clock', { method: 'POST', body: JSON.stringify({ advanceMs: day }) });
    const answer = await call('/v1/time');

    expect(moved.status).toBe(200);
    expect(JSON.parse(answer.body).now - Date.now()).toBeGreaterThan(day - 5000);
  });

  test('another site’s page cannot move the clock', async () => {
    const headers = { origin: 'https://evil.example' };

    expect((await call('/_local/clock', { method: 'POST', headers, body: '{"advanceMs":1}' })).status).toBe(403);
    expect((await call('/_local/clock', { method: 'POST', body: '{"advanceMs":-1}' })).status).toBe(400);
  });

  test('a name that somebody points at this machine is not answered; localhost is led to the address', async () => {
    const ask = async (host: string) => {
      const [response] = await once(get(`${runtime.url}/x?y`, { headers: { host } }), 'response');
      response.resume();
      return [response.statusCode, response.headers.location];
    };

    expect(await ask('evil.example')).toEqual([421, undefined]);
    expect(await ask(runtime.url.replace('http://127.0.0.1', 'localhost'))).toEqual([307, `${runtime.url}/x?y`]);
  });

  test('too large a body is refused, and its sender learns it', async () => {
    const answer = await call('/v1/x', { method: 'POST', body: Buffer.alloc(11 * 1024 * 1024) });

    expect(answer).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
  });

  test('tables, secrets, clock and custom resources survive a restart', async () => {
    const before = JSON.parse((await call('/v1/x')).body);
    await runtime.stop();
    runtime = await startRuntime({ assembly, port: 0, data, quiet: true });
    const after = JSON.parse((await call('/v1/x')).body);
    const client = createDynamoClient(runtime.dynamodbEndpoint, 'eu-central-1');
    const { Items: items } = await client.call('DynamoDB_20120810.Scan', { TableName: 'Data-Table' });
    client.close();

    expect(items).toEqual([{ pk: { S: 'a#1' } }]);
    expect(after.event.headers['x-origin-verify']).toBe(before.event.headers['x-origin-verify']);
    expect(after.env.WORD).toBe('Create 3');
    expect(after.now).toBeGreaterThanOrEqual(before.now);
  });

  test('a second runtime on the same folder is refused', async () => {
    await expect(startRuntime({ assembly, port: 0, data, quiet: true })).rejects.toThrow(/Another local runtime uses/);
  });
});

test('a type or property that is not known stops the start and is named', async () => {
  const unknown = writeAssembly({
    Odd: {
      template: {
        Resources: { A: { Type: 'AWS::Odd::Thing' }, B: { Type: 'AWS::SQS::Queue', Properties: { Colour: 'red' } } },
      },
    },
  });
  const data = mkdtempSync(join(tmpdir(), 'runtime-'));

  const start = startRuntime({ assembly: unknown, port: 0, data, quiet: true });

  await expect(start).rejects.toThrow(
    /Odd\/A: the resource type AWS::Odd::Thing\n {2}Odd\/B: the property Colour of AWS::SQS::Queue/,
  );
});
