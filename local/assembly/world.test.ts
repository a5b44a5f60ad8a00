// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of Fn::Sub
import { describe, expect, test } from 'vitest';
import type { ResourceTable } from '../resource.ts';
import type { Stack, Template } from './template.ts';
import { createWorld } from './world.ts';

const table: ResourceTable<string[]> = {
  'Test::Thing': {
    properties: ['Name', 'Other', 'Url'],
    attributes: { Arn: (r) => `arn:${r.physicalId}`, Host: () => '127.0.0.1:4000' },
    create: (r, made) => void made.push(r.logicalId),
  },
  'Test::Named': {
    properties: ['Name'],
    physicalId: (r) => String(r.properties.Name),
    ref: (r) => `url/${r.physicalId}`,
  },
  'AWS::Cognito::UserPoolDomain': { properties: ['Domain', 'UserPoolId'] },
  'Custom::*': { properties: ['*'] },
};

function stack(name: string, template: Template): Stack {
  return { name, region: 'eu-central-1', account: '111122223333', template, assets: new Map() };
}

function world(...stacks: Stack[]) {
  return createWorld(stacks, table, {
    endpoint: 'http://127.0.0.1:4000',
    secretValue: (id, key) => `secret of ${id} ${key}`.trim(),
  });
}

function propertiesOf(made: ReturnType<typeof world>, logicalId: string) {
  return made.resources.find(({ resource }) => resource.logicalId === logicalId)?.resource.properties;
}

describe('linking the resources of an assembly', () => {
  test('each resource comes after those that it refers to, in whatever way', () => {
    const { resources } = world(
      stack('S', {
        Resources: {
          A: { Type: 'Test::Thing', Properties: { Other: { 'Fn::GetAtt': ['D', 'Arn'] } } },
          B: { Type: 'Test::Thing', DependsOn: ['A'] },
          C: { Type: 'Test::Thing', Properties: { Other: { 'Fn::Sub': 'x-${B.Arn}' } } },
          D: { Type: 'Test::Thing', Properties: { Other: { Ref: 'E' } } },
          E: { Type: 'Test::Thing' },
        },
      }),
    );

    expect(resources.map(({ resource }) => resource.logicalId)).toEqual(['E', 'D', 'A', 'B', 'C']);
  });

  test('a circle is named', () => {
    const template = {
      Resources: {
        A: { Type: 'Test::Thing', Properties: { Other: { Ref: 'B' } } },
        B: { Type: 'Test::Thing', DependsOn: 'A' },
      },
    };

    expect(() => world(stack('S', template))).toThrow('A → B → A');
  });

  test('an export of one stack reaches another', () => {
    const data = stack('Data', {
      Resources: { T: { Type: 'Test::Thing' } },
      Outputs: { Out: { Value: { 'Fn::GetAtt': ['T', 'Arn'] }, Export: { Name: 'Data:T' } } },
    });
    const made = world(
      data,
      stack('Api', {
        Resources: { F: { Type: 'Test::Thing', Properties: { Other: { 'Fn::ImportValue': 'Data:T' } } } },
      }),
    );

    expect(propertiesOf(made, 'F')).toEqual({ Other: 'arn:Data-T' });
    expect(made.outputs()).toEqual({ Data: { Out: 'arn:Data-T' }, Api: {} });
  });

  test('a name of its own is the physical name', () => {
    const made = world(
      stack('S', {
        Resources: {
          N: { Type: 'Test::Named', Properties: { Name: 'mine' } },
          A: { Type: 'Test::Thing', Properties: { Other: { Ref: 'N' } } },
        },
      }),
    );

    expect(propertiesOf(made, 'A')).toEqual({ Other: 'url/mine' });
  });

  test('AWS’s public addresses become those of this machine', () => {
    const made = world(
      stack('S', {
        Resources: {
          Login: { Type: 'AWS::Cognito::UserPoolDomain', Properties: { Domain: 'crm', UserPoolId: 'eu-central-1_1' } },
          T: { Type: 'Test::Thing' },
          A: {
            Type: 'Test::Thing',
            Properties: { Url: { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['T', 'Host'] }, '/x']] } },
          },
          B: {
            Type: 'Test::Thing',
            Properties: { Url: { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.amazonaws.com/eu-central-1_1' } },
          },
          C: { Type: 'Test::Thing', Properties: { Url: 'https://crm.auth.eu-central-1.amazoncognito.com/login' } },
          D: { Type: 'Test::Thing', Properties: { Url: 'https://files.s3.eu-central-1.amazonaws.com/a' } },
          E: { Type: 'Test::Thing', Properties: { Url: 'https://example.com' } },
        },
      }),
    );
    const url = (id: string) => propertiesOf(made, id)?.Url;

    expect(['A', 'B', 'C', 'D', 'E'].map(url)).toEqual([
      'http://127.0.0.1:4000/x',
      'http://127.0.0.1:4000/_idp/eu-central-1_1',
      'http://127.0.0.1:4000/_idp/eu-central-1_1/login',
      'http://127.0.0.1:4000/_aws/files/a',
      'https://example.com',
    ]);
  });

  test('dynamic references to secrets are resolved, others refused', () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:1:secret:S-abc';
    const template = (value: string) =>
      stack('S', { Resources: { A: { Type: 'Test::Thing', Properties: { Name: value } } } });

    expect(propertiesOf(world(template(`{{resolve:secretsmanager:${arn}:SecretString:password::}}`)), 'A')).toEqual({
      Name: `secret of ${arn} password`,
    });
    expect(propertiesOf(world(template(`{{resolve:secretsmanager:${arn}:SecretString:::}}`)), 'A')).toEqual({
      Name: `secret of ${arn}`,
    });
    expect(propertiesOf(world(template('{{resolve:secretsmanager:plain:SecretString}}')), 'A')).toEqual({
      Name: 'secret of plain',
    });
    expect(() => propertiesOf(world(template('{{resolve:ssm:/name}}')), 'A')).toThrow(
      'S/A (Test::Thing): A dynamic reference to ssm',
    );
  });

  test('attributes of a custom resource are those that its provider gave', () => {
    const made = world(
      stack('S', {
        Resources: {
          C: { Type: 'Custom::Any' },
          A: { Type: 'Test::Thing', Properties: { Name: { 'Fn::GetAtt': ['C', 'Word'] } } },
        },
      }),
    );
    const custom = made.resources[0]?.resource;

    expect(() => propertiesOf(made, 'A')).toThrow('The attribute Word of Custom::Any');
    if (custom !== undefined) made.setAttributes(custom, { Word: 'given' });
    expect(propertiesOf(made, 'A')).toEqual({ Name: 'given' });
  });

  test('a resource whose condition does not hold is not there', () => {
    const made = world(
      stack('S', {
        Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
        Resources: { A: { Type: 'Test::Thing', Condition: 'Never' }, B: { Type: 'Test::Thing' } },
      }),
    );

    expect(made.resources.map(({ resource }) => resource.logicalId)).toEqual(['B']);
  });

  test('every type and property that is in no table is named at once', () => {
    const template = {
      Resources: { A: { Type: 'Test::Odd' }, B: { Type: 'Test::Thing', Properties: { Colour: 1, Name: 'x' } } },
    };

    expect(() => world(stack('S', template))).toThrow(
      /S\/A: the resource type Test::Odd\n {2}S\/B: the property Colour of Test::Thing/,
    );
  });
});
