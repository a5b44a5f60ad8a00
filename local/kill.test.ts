import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createDynamoClient } from './dynamodb/client.ts';
import { startRuntime } from './runtime.ts';
import { writeAssembly } from './test-assembly.ts';

const dir = mkdtempSync(join(tmpdir(), 'kill-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const assembly = writeAssembly({
  S: {
    template: {
      Resources: {
        Table: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: {
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          },
        },
        Queue: { Type: 'AWS::SQS::Queue' },
      },
    },
  },
});

test('kill -9 loses nothing that was acknowledged', async () => {
  const script = join(dir, 'run.mjs');
  const options = JSON.stringify({ assembly, port: 0, data: join(dir, 'data'), quiet: true });
  writeFileSync(
    script,
    `const { startRuntime } = await import(${JSON.stringify(join(import.meta.dirname, 'runtime.ts'))});\nconst { url, dynamodbEndpoint } = await startRuntime(${options});\nconsole.log(JSON.stringify({ url, dynamodbEndpoint }));`,
  );
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const { url, dynamodbEndpoint } = JSON.parse(String(line));
  const client = createDynamoClient(dynamodbEndpoint, 'eu-central-1');
  const acknowledged: string[] = [];
  const write = async (): Promise<void> => {
    for (let index = 0; ; index++) {
      const id = String(index);
      await client.call('DynamoDB_20120810.PutItem', { TableName: 'S-Table', Item: { pk: { S: id } } });
      const headers = { 'x-amz-target': 'AmazonSQS.SendMessage' };
      const sent = await fetch(`${url}/_aws/`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ QueueUrl: 'S-Queue', MessageBody: id }),
      });
      if (!sent.ok) throw new Error(await sent.text());
      acknowledged.push(id);
      if (acknowledged.length === 50) child.kill('SIGKILL');
    }
  };
  await expect(write()).rejects.toThrow();
  client.close();

  const runtime = await startRuntime({ assembly, port: 0, data: join(dir, 'data'), quiet: true });
  const after = createDynamoClient(runtime.dynamodbEndpoint, 'eu-central-1');
  const { Items: items } = await after.call('DynamoDB_20120810.Scan', { TableName: 'S-Table' });
  const [queue] = JSON.parse(await (await fetch(`${runtime.url}/_local/queues`)).text());
  after.close();
  await runtime.stop();

  const kept = new Set((Array.isArray(items) ? items : []).map((item) => item.pk.S));
  expect(acknowledged.length).toBeGreaterThanOrEqual(50);
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  expect(queue.visible).toBeGreaterThanOrEqual(acknowledged.length);
}, 20_000);
