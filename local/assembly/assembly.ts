import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isRecord, type Stack, type Template } from './template.ts';

/** Where stacks go that name no region or account of their own. */
export const defaultRegion = 'eu-central-1';
export const defaultAccount = '111122223333';

type Artifact = {
  readonly type: string;
  readonly environment?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly dependencies?: readonly string[];
};

/** Reads the stacks of a cloud assembly (`cdk.out`), nested ones included, each after those that it depends on. */
export function readAssembly(dir: string): Stack[] {
  let manifest: { readonly artifacts?: Readonly<Record<string, Artifact>> };
  try {
    manifest = readJson(join(dir, 'manifest.json'));
  } catch (error) {
    throw new Error(`${resolve(dir)} holds no cloud assembly; cdk synth writes one.`, { cause: error });
  }
  const artifacts = manifest.artifacts ?? {};
  const stacks: Stack[] = [];
  const visited = new Set<string>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (artifact === undefined || visited.has(id)) return;
    visited.add(id);
    for (const dependency of artifact.dependencies ?? []) visit(dependency);
    if (artifact.type === 'aws:cloudformation:stack') stacks.push(readStack(dir, id, artifact));
    if (artifact.type === 'cdk:cloud-assembly')
      stacks.push(...readAssembly(join(dir, text(artifact, 'directoryName'))));
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return stacks;
}

function readStack(dir: string, id: string, artifact: Artifact): Stack {
  const templateFile = text(artifact, 'templateFile');
  const [account = '', region = ''] = (artifact.environment ?? '').replace(/^aws:\/\//, '').split('/');
  const template: Template = readJson(join(dir, templateFile));
  return {
    name: typeof artifact.properties?.stackName === 'string' ? artifact.properties.stackName : id,
    account: account === '' || account === 'unknown-account' ? defaultAccount : account,
    region: region === '' || region === 'unknown-region' ? defaultRegion : region,
    template,
    assets: readAssets(dir, templateFile.replace(/\.template\.json$/, '.assets.json')),
  };
}

function readAssets(dir: string, file: string): ReadonlyMap<string, string> {
  const assets = new Map<string, string>();
  let content: { readonly files?: Readonly<Record<string, unknown>> };
  try {
    content = readJson(join(dir, file));
  } catch {
    return assets;
  }
  for (const asset of Object.values(content.files ?? {})) {
    if (!isRecord(asset) || !isRecord(asset.source) || !isRecord(asset.destinations)) continue;
    if (typeof asset.source.path !== 'string') continue;
    for (const destination of Object.values(asset.destinations))
      if (isRecord(destination) && typeof destination.objectKey === 'string')
        assets.set(destination.objectKey, resolve(dir, asset.source.path));
  }
  return assets;
}

function text(artifact: Artifact, property: string): string {
  const value = artifact.properties?.[property];
  if (typeof value !== 'string') throw new Error(`The assembly's manifest has a ${artifact.type} without ${property}.`);
  return value;
}

// What cdk synth wrote has the shape that its schema says.
function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
