// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of Fn::Sub
import { describe, expect, test } from 'vitest';
import { holds, type References, resolveValue } from './intrinsics.ts';

function references(template: References['template'] = {}): References {
  return {
    template,
    pseudo: { 'AWS::Region': 'eu-central-1', 'AWS::Partition': 'aws' },
    ref: (logicalId) => `ref-${logicalId}`,
    getAtt: (logicalId, attribute) => `${logicalId}.${attribute}`,
    importValue: (name) => `import-${name}`,
    stackOutput: (stack, output) => `${stack}/${output}`,
    text: (value) => value,
  };
}

describe('intrinsic functions', () => {
  test.each([
    ['Ref of a resource', { Ref: 'Table' }, 'ref-Table'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-central-1'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table.Arn'],
    [
      'GetAtt as text, with a dotted attribute',
      { 'Fn::GetAtt': 'Function.FunctionMetadata.FunctionARN' },
      'Function.FunctionMetadata.FunctionARN',
    ],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }, 3]] }, 'a-ref-B-3'],
    ['Join of a split list', { 'Fn::Join': ['/', { 'Fn::Split': [':', 'a:b:c'] }] }, 'a/b/c'],
    ['Select of a split text', { 'Fn::Select': ['2', { 'Fn::Split': ['/', 'https://host/path'] }] }, 'host'],
    [
      'Sub of resources, attributes and pseudo parameters',
      { 'Fn::Sub': '${AWS::Partition}:${Table}:${Table.Arn}:${!Literal}' },
      'aws:ref-Table:Table.Arn:${Literal}',
    ],
    ['Sub with variables', { 'Fn::Sub': ['${Name}-${AWS::Region}', { Name: { Ref: 'X' } }] }, 'ref-X-eu-central-1'],
    ['Base64', { 'Fn::Base64': 'abc' }, 'YWJj'],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'Data:${AWS::Region}' } }, 'import-Data:eu-central-1'],
    ['GetStackOutput', { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Name' } }, 'Data/Name'],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'B' } } }, '{"a":"ref-B"}'],
    ['Length', { 'Fn::Length': { 'Fn::Split': [',', 'a,b'] } }, 2],
  ])('%s', (_, value, expected) => {
    expect(resolveValue(value, references())).toEqual(expected);
  });

  test('values within lists and objects are resolved, all else stays as it is', () => {
    const value = { list: [1, { Ref: 'A' }, true, null], nested: { text: 'x', inner: { 'Fn::GetAtt': ['B', 'Arn'] } } };

    expect(resolveValue(value, references())).toEqual({
      list: [1, 'ref-A', true, null],
      nested: { text: 'x', inner: 'B.Arn' },
    });
  });

  test('AWS::NoValue leaves its property or item out', () => {
    const value = { a: { Ref: 'AWS::NoValue' }, b: ['x', { Ref: 'AWS::NoValue' }] };

    expect(resolveValue(value, references())).toEqual({ b: ['x'] });
  });

  test('conditions choose by parameters and maps', () => {
    const template = {
      Parameters: { Stage: { Type: 'String', Default: 'local' } },
      Mappings: { ByRegion: { 'eu-central-1': { kind: 'near' } } },
      Conditions: {
        IsLocal: { 'Fn::Equals': [{ Ref: 'Stage' }, 'local'] },
        IsNear: { 'Fn::Equals': [{ 'Fn::FindInMap': ['ByRegion', { Ref: 'AWS::Region' }, 'kind'] }, 'near'] },
        Both: { 'Fn::And': [{ Condition: 'IsLocal' }, { Condition: 'IsNear' }] },
        Neither: { 'Fn::Not': [{ 'Fn::Or': [{ Condition: 'IsLocal' }, { Condition: 'IsNear' }] }] },
      },
    };

    expect(holds('Both', references(template))).toBe(true);
    expect(holds('Neither', references(template))).toBe(false);
    expect(resolveValue({ a: { 'Fn::If': ['Neither', 1, { Ref: 'AWS::NoValue' }] } }, references(template))).toEqual(
      {},
    );
  });

  test('a function that is not known is named', () => {
    expect(() => resolveValue({ 'Fn::Cidr': ['10.0.0.0/16', 2] }, references())).toThrow('Fn::Cidr');
    expect(() => resolveValue({ 'Fn::Select': [5, ['a']] }, references())).toThrow('selects nothing');
  });
});
