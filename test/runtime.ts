import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildAssembly } from '#local/build.ts';
import { openRuntime } from '#local/runtime.ts';
import { seed } from './demo/seed.ts';

const root = join(import.meta.dirname, '..');

/**
 * Before the tests of a project: the whole CRM from its template, in a folder of its own, with the demo data. `CRM_TEST_URL` names one that
 * runs already, to write a test against.
 */
export default async function startRuntime(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.CRM_TEST_URL;
  if (running) {
    project.provide('url', running);
    return async () => {};
  }
  const data = await mkdtemp(join(tmpdir(), 'rapport-test-'));
  const open = await openRuntime({ port: 0, data, quiet: process.env.CRM_TEST_LOG === undefined });
  const stop = async (): Promise<void> => {
    await open.stop();
    await rm(data, { recursive: true, force: true });
  };
  try {
    const assembly = join(root, 'cdk.out');
    await buildAssembly(root, assembly);
    const runtime = await open.load(assembly);
    await seed({
      endpoint: `${runtime.url}/_aws`,
      dynamodbEndpoint: runtime.dynamodbEndpoint,
      environment: runtime.environment,
    });
    project.provide('url', runtime.url);
    project.provide('dynamodbEndpoint', runtime.dynamodbEndpoint);
    project.provide('table', runtime.environment.CRM_TABLE ?? '');
    return stop;
  } catch (error) {
    // what still listens would keep the run from ending
    await stop();
    throw error;
  }
}
