import { Names, Stack } from 'aws-cdk-lib';
import {
  AppSyncAuthorizationType,
  AppSyncLambdaDataSource,
  ChannelNamespace,
  EventApi,
  LambdaInvokeType,
} from 'aws-cdk-lib/aws-appsync';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { channelNamespaces } from '#shared/live/channel.ts';
import { pascalCase } from './service-function.ts';

const { IAM, USER_POOL } = AppSyncAuthorizationType;

/** The Event API of live updates: people of the pool connect and listen, functions publish. It has no channels of its own. */
export const liveApi = (scope: Construct, userPool: UserPool): EventApi =>
  new EventApi(scope, 'Live', {
    apiName: Names.uniqueResourceName(scope, { maxLength: 40 }),
    authorizationConfig: {
      authProviders: [{ authorizationType: USER_POOL, cognitoConfig: { userPool } }, { authorizationType: IAM }],
      connectionAuthModeTypes: [USER_POOL],
      defaultPublishAuthModeTypes: [IAM],
      defaultSubscribeAuthModeTypes: [USER_POOL],
    },
  });

/** Where functions publish. */
export const publishUrl = (api: EventApi): string => `https://${api.httpDns}/event`;
/** Where browsers connect. */
export const socketUrl = (api: EventApi): string => `wss://${api.realtimeDns}/event/realtime`;

/** The namespaces of the channels; whoever subscribes to one is let in by `listen`, and by nobody else. */
export const liveChannels = (scope: Construct, api: EventApi, listen: LambdaFunction): void => {
  const serviceRole = new Role(scope, 'ListenCaller', {
    assumedBy: new ServicePrincipal('appsync.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    description: 'Asks whether somebody may listen',
  });
  // the function and none of its versions, which the data source's own grant would add
  serviceRole.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [listen.functionArn] }));
  const dataSource = new AppSyncLambdaDataSource(scope, 'ListenSource', {
    api,
    name: 'listen',
    lambdaFunction: listen,
    serviceRole: serviceRole.withoutPolicyUpdates(),
  });
  for (const name of channelNamespaces)
    new ChannelNamespace(scope, `${pascalCase(name)}Channels`, {
      api,
      channelNamespaceName: name,
      subscribeHandlerConfig: { direct: true, dataSource, lambdaInvokeType: LambdaInvokeType.REQUEST_RESPONSE },
    });
};

/** Lets a function publish to all channels; they are named by what is published about. */
export const grantNudge = (to: LambdaFunction, api: EventApi): void =>
  to.addToRolePolicy(
    new PolicyStatement({
      actions: ['appsync:EventPublish'],
      resources: channelNamespaces.map((name) => `${api.apiArn}/channelNamespace/${name}`),
    }),
  );
