import { isRecord, type Template } from './template.ts';

/** What the functions of a template refer to. */
export type References = {
  readonly template: Template;
  /** Pseudo parameters such as `AWS::Region`. */
  readonly pseudo: Readonly<Record<string, string>>;
  ref(logicalId: string): string;
  getAtt(logicalId: string, attribute: string): unknown;
  importValue(name: string): unknown;
  stackOutput(stackName: string, output: string): unknown;
  /** Every string passes through here, after it was put together: dynamic references, local addresses. */
  text(value: string): string;
};

/** Where a property or item is left out: `Ref: AWS::NoValue`. */
const noValue = Symbol('AWS::NoValue');

/** Resolves every intrinsic function in a value of a template. One that is not known throws and is named. */
export function resolveValue(value: unknown, references: References): unknown {
  const resolved = resolve(value, references);
  return resolved === noValue ? undefined : resolved;
}

/** Whether a condition of the template holds. */
export function holds(name: string, references: References): boolean {
  const condition = references.template.Conditions?.[name];
  if (condition === undefined) throw new Error(`There is no condition ${name}.`);
  return truth(condition, references);
}

function resolve(value: unknown, references: References): unknown {
  if (typeof value === 'string') return references.text(value);
  if (Array.isArray(value)) return value.map((item) => resolve(item, references)).filter((item) => item !== noValue);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first !== undefined && entries.length === 1 && isFunctionName(first[0]))
    return call(first[0], first[1], references);
  const record: Record<string, unknown> = {};
  for (const [key, inner] of entries) {
    const resolved = resolve(inner, references);
    if (resolved !== noValue) record[key] = resolved;
  }
  return record;
}

function isFunctionName(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

function call(name: string, argument: unknown, references: References): unknown {
  switch (name) {
    case 'Ref':
      return reference(string(argument, name), references);
    case 'Fn::GetAtt': {
      const [logicalId = '', attribute = ''] =
        typeof argument === 'string'
          ? splitOnce(argument, '.')
          : list(argument, name).map((part) => resolve(part, references));
      return references.getAtt(string(logicalId, name), string(attribute, name));
    }
    case 'Fn::Join': {
      const [separator, items] = list(argument, name);
      const parts = list(resolve(items, references), name);
      return references.text(parts.map((part) => scalar(part, name)).join(string(separator, name)));
    }
    case 'Fn::Sub':
      return substitute(argument, references);
    case 'Fn::Select': {
      const [index, items] = list(argument, name);
      const chosen = list(resolve(items, references), name)[Number(resolve(index, references))];
      if (chosen === undefined) throw new Error(`${name} ${JSON.stringify(argument)} selects nothing.`);
      return chosen;
    }
    case 'Fn::Split': {
      const [separator, source] = list(argument, name);
      return scalar(resolve(source, references), name).split(string(separator, name));
    }
    case 'Fn::If': {
      const [condition, yes, no] = list(argument, name);
      return resolve(holds(string(condition, name), references) ? yes : no, references);
    }
    case 'Fn::FindInMap': {
      const [map, top, second] = list(argument, name).map((part) => scalar(resolve(part, references), name));
      const found = references.template.Mappings?.[map ?? '']?.[top ?? '']?.[second ?? ''];
      if (found === undefined) throw new Error(`${name} finds no ${map}.${top}.${second}.`);
      return found;
    }
    case 'Fn::Base64':
      return Buffer.from(scalar(resolve(argument, references), name)).toString('base64');
    case 'Fn::ImportValue':
      return references.importValue(scalar(resolve(argument, references), name));
    case 'Fn::GetStackOutput':
      return stackOutput(argument, references);
    case 'Fn::ToJsonString':
      return JSON.stringify(resolve(argument, references));
    case 'Fn::Length':
      return list(resolve(argument, references), name).length;
    default:
      throw new Error(`The intrinsic function ${name} is not known to the local runtime.`);
  }
}

function reference(name: string, references: References): unknown {
  if (name === 'AWS::NoValue') return noValue;
  const pseudo = references.pseudo[name];
  if (pseudo !== undefined) return pseudo;
  const parameter = references.template.Parameters?.[name];
  if (parameter !== undefined) {
    if (parameter.Default === undefined) throw new Error(`The parameter ${name} has no default.`);
    return parameter.Type === 'CommaDelimitedList' ? String(parameter.Default).split(',') : parameter.Default;
  }
  return references.ref(name);
}

function substitute(argument: unknown, references: References): string {
  const [pattern, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const given = isRecord(variables) ? variables : {};
  const text = string(pattern, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const value = Object.hasOwn(given, name)
      ? resolve(given[name], references)
      : name.includes('.')
        ? call('Fn::GetAtt', name, references)
        : reference(name, references);
    return scalar(value, 'Fn::Sub');
  });
  return references.text(text);
}

function stackOutput(argument: unknown, references: References): unknown {
  const resolved = resolve(argument, references);
  if (!isRecord(resolved)) throw new Error('Fn::GetStackOutput takes an object.');
  return references.stackOutput(string(resolved.StackName, 'StackName'), string(resolved.OutputName, 'OutputName'));
}

function truth(condition: unknown, references: References): boolean {
  if (!isRecord(condition)) throw new Error(`${JSON.stringify(condition)} is no condition.`);
  const [name = '', argument] = Object.entries(condition)[0] ?? [];
  switch (name) {
    case 'Condition':
      return holds(string(argument, name), references);
    case 'Fn::Equals': {
      const [left, right] = list(argument, name).map((side) => resolve(side, references));
      return String(left) === String(right);
    }
    case 'Fn::And':
      return list(argument, name).every((part) => truth(part, references));
    case 'Fn::Or':
      return list(argument, name).some((part) => truth(part, references));
    case 'Fn::Not':
      return !truth(list(argument, name)[0], references);
    default:
      throw new Error(`The condition function ${name} is not known to the local runtime.`);
  }
}

function splitOnce(value: string, separator: string): [string, string] {
  const at = value.indexOf(separator);
  return at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
}

function string(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new Error(`${where} takes a string, not ${JSON.stringify(value)}.`);
  return value;
}

function scalar(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} takes text, not ${JSON.stringify(value)}.`);
}

function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${where} takes a list, not ${JSON.stringify(value)}.`);
  return value;
}
