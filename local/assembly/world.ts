import type { Resource, ResourceTable, ResourceType } from '../resource.ts';
import { localAddresses } from './addresses.ts';
import { dynamicReferences } from './dynamic-references.ts';
import { holds, type References, resolveValue } from './intrinsics.ts';
import { inDependencyOrder } from './order.ts';
import { isRecord, type Stack, type TemplateResource } from './template.ts';

/** The resources of all stacks, with what they refer to. `Needs` is what their `create` functions are called with. */
export type World<Needs> = {
  /** Each after those that it refers to. */
  readonly resources: readonly { readonly resource: Resource; readonly type: ResourceType<Needs> }[];
  /** Values of a resource's Fn::GetAtt that are known only after it was created (custom resources). */
  setAttributes(resource: Resource, attributes: Readonly<Record<string, unknown>>): void;
  /** Values of the stacks' outputs, by stack and name. */
  outputs(): Record<string, Record<string, string>>;
  /** Where the asset with this object key lies. */
  assetPath(objectKey: string): string | undefined;
};

type Node<Needs> = {
  readonly resource: Resource;
  readonly type: ResourceType<Needs>;
  attributes?: Readonly<Record<string, unknown>>;
};

/**
 * Links the resources of all stacks. Throws one error that names every resource type and property that is in no table.
 * Properties are resolved when they are first read.
 */
export function createWorld<Needs>(
  stacks: readonly Stack[],
  table: ResourceTable<Needs>,
  options: { readonly endpoint: string; readonly secretValue: (id: string, key: string) => string },
): World<Needs> {
  refuseUnknown(stacks, table);
  const nodes = new Map<string, Node<Needs>>();
  const key = (stack: Stack, logicalId: string) => `${stack.name}/${logicalId}`;

  const node = (stack: Stack, logicalId: string): Node<Needs> => {
    const found = nodes.get(key(stack, logicalId));
    if (found === undefined) throw new Error(`There is no resource ${key(stack, logicalId)}.`);
    return found;
  };
  const poolOfDomain = (prefix: string): string | undefined => {
    for (const { resource } of nodes.values())
      if (resource.type === 'AWS::Cognito::UserPoolDomain' && resource.properties.Domain === prefix)
        return String(resource.properties.UserPoolId);
    return undefined;
  };
  const text = (value: string): string =>
    localAddresses(dynamicReferences(value, options.secretValue), options.endpoint, poolOfDomain);

  const referencesOf = (stack: Stack): References => ({
    template: stack.template,
    pseudo: pseudoParameters(stack),
    text,
    ref(logicalId) {
      const { resource, type } = node(stack, logicalId);
      return type.ref?.(resource) ?? resource.physicalId;
    },
    getAtt(logicalId, attribute) {
      const { resource, type, attributes } = node(stack, logicalId);
      if (attributes !== undefined && attribute in attributes) return attributes[attribute];
      const value = type.attributes?.[attribute]?.(resource);
      if (value === undefined)
        throw new Error(`The attribute ${attribute} of ${resource.type} is not known to the local runtime.`);
      return value;
    },
    importValue: (name) => exported(stacks, references, name),
    stackOutput(stackName, output) {
      const other = stacks.find((candidate) => candidate.name === stackName);
      const value = other?.template.Outputs?.[output]?.Value;
      if (other === undefined || value === undefined) throw new Error(`There is no output ${output} of ${stackName}.`);
      return resolveValue(value, references(other));
    },
  });
  const references = memo(referencesOf);

  const ordered: Node<Needs>[] = [];
  for (const stack of stacks) {
    const present = Object.entries(stack.template.Resources ?? {}).filter(
      ([, { Condition: condition }]) => condition === undefined || holds(condition, references(stack)),
    );
    for (const [logicalId, declared] of present)
      nodes.set(
        key(stack, logicalId),
        makeNode(stack, logicalId, declared, table, references(stack), options.endpoint),
      );
    for (const logicalId of inDependencyOrder(Object.fromEntries(present))) ordered.push(node(stack, logicalId));
  }

  return {
    resources: ordered,
    setAttributes(resource, attributes) {
      for (const candidate of ordered) if (candidate.resource === resource) candidate.attributes = attributes;
    },
    outputs() {
      const all: Record<string, Record<string, string>> = {};
      for (const stack of stacks) {
        const ofStack: Record<string, string> = {};
        for (const [name, output] of Object.entries(stack.template.Outputs ?? {}))
          if (output.Condition === undefined || holds(output.Condition, references(stack)))
            ofStack[name] = String(resolveValue(output.Value, references(stack)));
        all[stack.name] = ofStack;
      }
      return all;
    },
    assetPath(objectKey) {
      for (const { assets } of stacks) {
        const path = assets.get(objectKey);
        if (path !== undefined) return path;
      }
      return undefined;
    },
  };
}

function makeNode<Needs>(
  stack: Stack,
  logicalId: string,
  declared: TemplateResource,
  table: ResourceTable<Needs>,
  references: References,
  endpoint: string,
): Node<Needs> {
  const type = typeOf(table, declared.Type);
  if (type === undefined) throw new Error(`${declared.Type} is not known to the local runtime.`);
  let properties: Readonly<Record<string, unknown>> | undefined;
  let physicalId: string | undefined;
  const resource: Resource = {
    type: declared.Type,
    logicalId,
    stack: stack.name,
    arnBase: { region: stack.region, account: stack.account },
    endpoint,
    get properties() {
      if (properties === undefined) {
        try {
          const resolved = resolveValue(declared.Properties ?? {}, references);
          properties = isRecord(resolved) ? resolved : {};
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          throw new Error(`${stack.name}/${logicalId} (${declared.Type}): ${reason}`, { cause: error });
        }
      }
      return properties;
    },
    get physicalId() {
      physicalId ??= type.physicalId?.(resource) ?? `${stack.name}-${logicalId}`;
      return physicalId;
    },
  };
  return { resource, type };
}

/** A custom resource that has no entry of its own is what `Custom::*` says. */
function typeOf<Needs>(table: ResourceTable<Needs>, name: string): ResourceType<Needs> | undefined {
  return table[name] ?? (name.startsWith('Custom::') ? table['Custom::*'] : undefined);
}

function refuseUnknown<Needs>(stacks: readonly Stack[], table: ResourceTable<Needs>): void {
  const problems: string[] = [];
  for (const stack of stacks)
    for (const [logicalId, { Type: name, Properties: properties }] of Object.entries(stack.template.Resources ?? {})) {
      const type = typeOf(table, name);
      if (type === undefined) problems.push(`${stack.name}/${logicalId}: the resource type ${name}`);
      else if (!type.properties.includes('*'))
        for (const property of Object.keys(properties ?? {}))
          if (!type.properties.includes(property))
            problems.push(`${stack.name}/${logicalId}: the property ${property} of ${name}`);
    }
  if (problems.length > 0)
    throw new Error(`The local runtime does not know\n  ${problems.join('\n  ')}\nlocal/resources says what it knows.`);
}

function exported(stacks: readonly Stack[], references: (stack: Stack) => References, name: string): unknown {
  for (const stack of stacks)
    for (const output of Object.values(stack.template.Outputs ?? {}))
      if (output.Export !== undefined && resolveValue(output.Export.Name, references(stack)) === name)
        return resolveValue(output.Value, references(stack));
  throw new Error(`No stack exports ${name}.`);
}

function pseudoParameters(stack: Stack): Readonly<Record<string, string>> {
  return {
    'AWS::Region': stack.region,
    'AWS::AccountId': stack.account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/local`,
  };
}

function memo<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
