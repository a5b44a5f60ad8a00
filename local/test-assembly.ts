import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Template } from './assembly/template.ts';

/** A stack for a test: its template, and its assets (files by name) by object key. */
export type TestStack = {
  readonly template: Template;
  readonly assets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies?: readonly string[];
};

/** Writes a cloud assembly as cdk synth would; gives its folder. */
export function writeAssembly(stacks: Readonly<Record<string, TestStack>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'assembly-'));
  const artifacts: Record<string, unknown> = {};
  for (const [name, stack] of Object.entries(stacks)) {
    const files: Record<string, unknown> = {};
    for (const [objectKey, content] of Object.entries(stack.assets ?? {})) {
      const path = `asset.${objectKey.replace(/\.zip$/, '')}`;
      for (const [file, text] of Object.entries(content)) {
        mkdirSync(dirname(join(dir, path, file)), { recursive: true });
        writeFileSync(join(dir, path, file), text);
      }
      files[objectKey] = {
        source: { path, packaging: 'zip' },
        destinations: { current: { bucketName: 'assets', objectKey } },
      };
    }
    writeFileSync(join(dir, `${name}.template.json`), JSON.stringify(stack.template));
    writeFileSync(join(dir, `${name}.assets.json`), JSON.stringify({ version: '1', files }));
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${name}.template.json` },
      dependencies: stack.dependencies ?? [],
    };
  }
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({ version: '55', artifacts }));
  return dir;
}
