import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  HttpAuthorizer,
  HttpAuthorizerType,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Area } from '#shared/contract/entity.ts';
import { allRoutes, entities } from '#shared/registry.ts';
import { usedAreas } from '../bundles.ts';
import { appClients } from '../constructs/app-clients.ts';
import { grantFiles, grantObjects, grantTable } from '../constructs/grants.ts';
import { liveChannels, publishUrl, socketUrl } from '../constructs/live-api.ts';
import { pascalCase, serviceFunction } from '../constructs/service-function.ts';
import type { Deployment } from '../deployment.ts';
import { gatewayRoutes } from '../routes.ts';
import type { DataStack } from './data.ts';
import type { EdgeStack } from './edge.ts';
import type { IdentityStack } from './identity.ts';

type Parts = { readonly data: DataStack; readonly identity: IdentityStack; readonly edge: EdgeStack };

/** The functions of the areas and their routes. */
export class ApiStack extends Stack {
  readonly functions: ReadonlyMap<Area, LambdaFunction>;
  readonly signingSecret: Secret;

  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    { data, identity, edge, ...props }: StackProps & Parts,
  ) {
    super(scope, id, props);
    const clients = appClients(this, deployment.settings, identity.pool, edge.appUrl);
    this.signingSecret = new Secret(this, 'SigningSecret', {
      description: 'Signs cursors and form tokens',
      encryptionKey: data.key,
      generateSecretString: { excludePunctuation: true, passwordLength: 64 },
    });

    this.functions = new Map(
      usedAreas.map((area) => [area, this.#areaFunction(area, deployment, { data, identity, edge }, clients)]),
    );
    this.#route(edge, identity, clients);
    liveChannels(this, edge.live, this.#listenFunction(deployment, { data, identity, edge }, clients));

    deployment.watched.push(
      {
        id: 'ApiFailures',
        description: 'The API answered with a status of 5xx',
        metric: edge.api.metricServerError({ period: Duration.minutes(5), statistic: Stats.SUM }),
        threshold: 5,
      },
      {
        id: 'AccountThrottles',
        description: 'Functions of this account were turned away: its concurrency is used up',
        metric: new Metric({
          namespace: 'AWS/Lambda',
          metricName: 'Throttles',
          statistic: Stats.SUM,
          period: Duration.minutes(5),
        }),
        threshold: 10,
        periods: 2,
      },
    );
    new CfnOutput(this, 'AppClientId', {
      value: clients.app.userPoolClientId,
      description: 'Client id of the staff app',
    });
    new CfnOutput(this, 'MobileClientId', {
      value: clients.mobile.userPoolClientId,
      description: 'Client id of mobile apps',
    });
  }

  #areaFunction(area: Area, deployment: Deployment, { data, identity, edge }: Parts, clients: Clients): LambdaFunction {
    const { concurrency, secretsGeneration } = deployment.settings;
    const usesFiles = area === 'import';
    const usesModel = area === 'query' || area === 'import';
    const made = serviceFunction(this, {
      deployment,
      name: area,
      description: `API: ${area}, secrets ${secretsGeneration}`,
      timeoutSeconds: 25,
      // SQLite wants a whole CPU, and room for the copy of the newest snapshot
      memoryMb: usesModel ? 1769 : 1024,
      ...(usesModel && { tmpMb: 4096 }),
      reservedConcurrency: area === 'public' ? concurrency.public : area === 'query' ? concurrency.query : null,
      environmentKey: data.key,
      environment: {
        CRM_TABLE: data.table.tableName,
        CRM_USER_POOL: identity.pool.userPoolId,
        CRM_CLIENT_IDS: `${clients.app.userPoolClientId},${clients.mobile.userPoolClientId}`,
        CRM_ISSUER: identity.pool.userPoolProviderUrl,
        CRM_SIGNING_SECRET: this.signingSecret.secretValue.unsafeUnwrap(),
        CRM_ORIGIN_SECRET: edge.originSecret.secretValue.unsafeUnwrap(),
        ...(area === 'public' && {
          CRM_LOGIN_URL: identity.loginUrl,
          CRM_LIVE_URL: publishUrl(edge.live),
          CRM_LIVE_SOCKET: socketUrl(edge.live),
        }),
        ...(usesFiles && { CRM_FILES_BUCKET: data.files.bucketName }),
        ...(usesModel && { CRM_SNAPSHOTS_BUCKET: data.snapshots.bucketName }),
      },
    });
    grantTable(made, data, 'read', ...(area === 'query' ? [] : (['commit'] as const)));
    // `GET /v1/changes` is the platform's
    if (usesModel || area === 'platform') grantTable(made, data, 'feed');
    if (usesFiles) grantFiles(made, data);
    if (usesModel) grantObjects(made, data, data.snapshots, '', 'read', 'list');
    return made;
  }

  /** Decides over subscriptions to live updates, by the person's record as it is now. */
  #listenFunction(deployment: Deployment, { data, identity }: Parts, clients: Clients): LambdaFunction {
    const listen = serviceFunction(this, {
      deployment,
      name: 'listen',
      description: 'Decides who may listen to a channel',
      timeoutSeconds: 10,
      memoryMb: 512,
      environment: {
        CRM_TABLE: data.table.tableName,
        CRM_CLIENT_IDS: `${clients.app.userPoolClientId},${clients.mobile.userPoolClientId}`,
        CRM_ISSUER: identity.pool.userPoolProviderUrl,
      },
    });
    grantTable(listen, data, 'read');
    return listen;
  }

  #route(edge: EdgeStack, identity: IdentityStack, clients: Clients): void {
    const { authorizerId } = new HttpAuthorizer(this, 'SignedIn', {
      httpApi: edge.api,
      type: HttpAuthorizerType.JWT,
      identitySource: ['$request.header.Authorization'],
      jwtIssuer: identity.pool.userPoolProviderUrl,
      // an access token of Cognito has no audience; the gateway compares its client_id instead
      jwtAudience: [clients.app.userPoolClientId, clients.mobile.userPoolClientId],
    });
    const authorizer = HttpAuthorizer.fromHttpAuthorizerAttributes(this, 'SignedInRoutes', {
      authorizerId,
      authorizerType: 'JWT',
    });
    const anybody = new HttpNoneAuthorizer();
    const integrations = new Map(
      [...this.functions].map(([area, handler]) => [
        area,
        new HttpLambdaIntegration(`${pascalCase(area)}Integration`, handler, { scopePermissionToRoute: false }),
      ]),
    );
    for (const { method, path, area, isPublic } of gatewayRoutes(
      entities,
      allRoutes.map(({ route }) => route),
    )) {
      const integration = integrations.get(area);
      if (!integration) throw new Error(`${method} ${path} goes to the area ${area}, which has no function`);
      new HttpRoute(this, `${method} ${path}`.replaceAll('/', ':'), {
        httpApi: edge.api,
        // the methods of declared routes are those of the gateway
        routeKey: HttpRouteKey.with(path, method as HttpMethod),
        integration,
        authorizer: isPublic ? anybody : authorizer,
      });
    }
  }
}

type Clients = { readonly app: UserPoolClient; readonly mobile: UserPoolClient };
