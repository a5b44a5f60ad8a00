import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { type Bundles, functionEntries } from '#infra/bundles.ts';
import { parseSettings, type SettingsInput, stackPrefix } from '#infra/config.ts';
import { type Exempted, Nag } from '#infra/nag.ts';
import { exemptionsFor } from '#infra/nag-exemptions.ts';
import { addRapport, createApp } from '#infra/rapport.ts';

/** A resource of the templates, with what it refers to put in words: `Table.Arn` for what another stack exports as well. */
export type Resource = {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Record<string, unknown>;
  readonly deletionPolicy: string | undefined;
};

export type Synthesised = {
  readonly resources: readonly Resource[];
  of(type: string): Resource[];
  /** The only one of its type, or of those whose id matches. */
  one(type: string, id?: RegExp): Resource;
  readonly exempted: readonly Exempted[];
  /** What stacks export, in words. */
  readonly exports: readonly unknown[];
};

type Template = {
  readonly Resources?: Record<string, { Type: string; Properties?: Record<string, unknown>; DeletionPolicy?: string }>;
  readonly Outputs?: Record<string, { Value: unknown; Export?: { Name: string } }>;
};

/** A deployment as the tests assume it, whatever has been built. */
const bundlesIn = (dir: string): Bundles => {
  for (const name of functionEntries.keys()) {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, 'index.mjs'), `// ${name}`);
  }
  const web = join(dir, 'web');
  mkdirSync(join(web, 'assets'), { recursive: true });
  writeFileSync(join(web, 'index.html'), '<!doctype html>');
  writeFileSync(join(web, 'assets/app-1a2b3c4d.js'), '');
  return { functionDir: (name) => join(dir, name), web };
};

const withoutHash = (id: string): string => id.replace(/[0-9A-F]{8}$/, '');
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Puts intrinsic functions in words. */
const inWords = (value: unknown, exports: ReadonlyMap<string, unknown>): unknown => {
  const say = (inner: unknown): unknown => inWords(inner, exports);
  if (Array.isArray(value)) return value.map(say);
  if (!isObject(value)) return value;
  const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
  if (more.length === 0) {
    if (name === 'Ref') return withoutHash(String(argument));
    if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `${withoutHash(String(argument[0]))}.${argument[1]}`;
    if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1]))
      return argument[1].map(say).join(String(argument[0]));
    if (name === 'Fn::ImportValue') return say(exports.get(String(argument)) ?? `nobody exports ${argument}`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, say(inner)]));
};

const read = (assembly: CloudAssembly, prefix: string): Pick<Synthesised, 'resources' | 'exports'> => {
  const stacks = assembly.stacks.map((stack) => ({
    name: stack.stackName.replace(`${prefix}-`, ''),
    template: stack.template as Template,
  }));
  const exports = new Map(
    stacks.flatMap(({ template }) =>
      Object.values(template.Outputs ?? {}).flatMap((o) => (o.Export ? [[o.Export.Name, o.Value] as const] : [])),
    ),
  );
  const resources = stacks.flatMap(({ name: stack, template }) =>
    Object.entries(template.Resources ?? {}).map(([id, { Type: type, Properties = {}, DeletionPolicy }]) => {
      const said = inWords(Properties, exports);
      return {
        stack,
        id: withoutHash(id),
        type,
        properties: isObject(said) ? said : {},
        deletionPolicy: DeletionPolicy,
      };
    }),
  );
  return { resources, exports: [...exports.values()].map((value) => inWords(value, exports)) };
};

/** Synthesises a stage as the CLI would, in memory, and fails as it would where a check finds something. */
export const synthesise = (
  stage: string,
  input: SettingsInput = {},
  options: { readonly checked?: boolean } = {},
): Synthesised => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-template-'));
  const settings = parseSettings({
    adminEmail: 'admin@demo.example',
    account: '111122223333',
    region: 'eu-central-1',
    ...input,
  });
  const bundles = bundlesIn(dir);
  const app = createApp(join(dir, 'cdk.out'));
  const nag = new Nag(app, exemptionsFor(settings));
  addRapport(app, { stage, settings, bundles });
  if (options.checked) Validations.of(app).addPlugins(nag);
  // the built-in validation takes seconds, once a process
  process.env.CDK_VALIDATION = String(options.checked ?? false);
  let found: Pick<Synthesised, 'resources' | 'exports'>;
  try {
    found = read(app.synth(), stackPrefix(stage));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const of = (type: string): Resource[] => found.resources.filter((r) => r.type === type);
  return {
    ...found,
    of,
    one: (type, id = /./) => {
      const found = of(type).filter((r) => id.test(r.id));
      const [only] = found;
      if (!only || found.length > 1)
        throw new Error(`${found.length} of ${type} ${id}: ${found.map((r) => r.id).join(', ')}`);
      return only;
    },
    exempted: nag.exempted,
  };
};
