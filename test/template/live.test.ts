import { beforeAll, describe, expect, test } from 'vitest';
import { channelNamespaces } from '#shared/live/channel.ts';
import { type Synthesised, synthesise } from './synthesised.ts';

let all: Synthesised;
beforeAll(() => {
  all = synthesise('production');
}, 60_000);

describe('live updates', () => {
  test('are published by roles and listened to by people of our pool, and by nobody with a key', () => {
    const { EventConfig: config } = all.one('AWS::AppSync::Api').properties;

    expect(config).toEqual({
      AuthProviders: [
        { AuthType: 'AMAZON_COGNITO_USER_POOLS', CognitoConfig: { AwsRegion: 'eu-central-1', UserPoolId: 'Users' } },
        { AuthType: 'AWS_IAM' },
      ],
      ConnectionAuthModes: [{ AuthType: 'AMAZON_COGNITO_USER_POOLS' }],
      DefaultPublishAuthModes: [{ AuthType: 'AWS_IAM' }],
      DefaultSubscribeAuthModes: [{ AuthType: 'AMAZON_COGNITO_USER_POOLS' }],
    });
    expect(all.of('AWS::AppSync::ApiKey')).toEqual([]);
  });

  test('every channel asks the one function that knows the policy, and waits for its answer', () => {
    const namespaces = all.of('AWS::AppSync::ChannelNamespace').map(({ properties }) => properties);

    expect(namespaces.map(({ Name }) => Name)).toEqual([...channelNamespaces]);
    for (const properties of namespaces)
      expect({ ...properties, Tags: undefined }).toEqual({
        ApiId: 'Live.ApiId',
        Name: properties.Name,
        HandlerConfigs: {
          OnSubscribe: {
            Behavior: 'DIRECT',
            Integration: { DataSourceName: 'listen', LambdaConfig: { InvokeType: 'REQUEST_RESPONSE' } },
          },
        },
      });
    expect(all.one('AWS::AppSync::DataSource').properties).toMatchObject({
      Name: 'listen',
      Type: 'AWS_LAMBDA',
      LambdaConfig: { LambdaFunctionArn: 'ListenFunction.Arn' },
    });
  });

  test('one function publishes, and it reads the stream in batches that a flood makes larger', () => {
    const publishers = all
      .of('AWS::IAM::Policy')
      .filter(({ properties }) => JSON.stringify(properties).includes('appsync:EventPublish'));

    expect(publishers.map(({ properties }) => properties.Roles)).toEqual([['NudgeRole']]);
    expect(all.one('AWS::Lambda::EventSourceMapping', /^NudgeMapping$/).properties).toMatchObject({
      BatchSize: 1000,
      MaximumRecordAgeInSeconds: 60,
      MaximumRetryAttempts: 2,
      StartingPosition: 'LATEST',
    });
    expect(all.one('AWS::Lambda::EventSourceMapping', /^NudgeMapping$/).properties).not.toHaveProperty(
      'ParallelizationFactor',
    );
  });

  test('the function that decides may read the table and nothing else', () => {
    const policy = all.one('AWS::IAM::Policy', /^ListenRoleDefaultPolicy/);
    const actions = JSON.stringify(policy.properties).match(/"[a-z]+:[A-Z][A-Za-z]+"/g);

    expect([...new Set(actions)].filter((action) => action.startsWith('"dynamodb:')).sort()).toEqual([
      '"dynamodb:BatchGetItem"',
      '"dynamodb:GetItem"',
      '"dynamodb:Query"',
    ]);
  });
});
