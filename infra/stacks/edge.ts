import { join } from 'node:path';
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import type { EventApi } from 'aws-cdk-lib/aws-appsync';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Function as CloudFrontFunction,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { liveApi } from '../constructs/live-api.ts';
import { executeApiHost, OwnDomain } from '../constructs/own-domain.ts';
import { logsBucket, privateBucket } from '../constructs/private-bucket.ts';
import { apiPolicy, type ContentSecurityPolicy, securityHeaders } from '../constructs/security-headers.ts';
import { deployWebApp } from '../constructs/web-app.ts';
import type { Deployment } from '../deployment.ts';
import type { DataStack } from './data.ts';
import type { IdentityStack } from './identity.ts';

/** Fields of a line of the access log: who asked for what, and how it ended, without anything that people typed. */
const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTimeEpoch(),
    method: AccessLogField.contextHttpMethod(),
    route: '$context.routeKey',
    status: AccessLogField.contextStatus(),
    sub: '$context.authorizer.claims.sub',
    latencyMs: AccessLogField.contextResponseLatency(),
    integrationError: '$context.integrationErrorMessage',
    bytes: AccessLogField.contextResponseLength(),
  }),
);

/** The only door: two distributions, and the HTTP API that they ask, which has no routes here. Live updates have a door of their own. */
export class EdgeStack extends Stack {
  readonly api: HttpApi;
  readonly apiStage: HttpStage;
  /** Live updates; its channels are the API stack's. */
  readonly live: EventApi;
  readonly originSecret: Secret;
  /** Origin of the staff app. */
  readonly appUrl: string;
  readonly contentUrl: string;

  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    {
      data,
      identity,
      webAclArn,
      ...props
    }: StackProps & {
      readonly data: DataStack;
      readonly identity: IdentityStack;
      readonly webAclArn?: string | undefined;
    },
  ) {
    super(scope, id, props);
    const { settings, bundles } = deployment;
    const domain = settings.domain && new OwnDomain(this, 'Domain', settings.domain);

    this.api = new HttpApi(this, 'Http', {
      description: 'Rapport',
      createDefaultStage: false,
      disableExecuteApiEndpoint: domain !== undefined,
    });
    const log = new LogGroup(this, 'ApiLog', {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.apiStage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.throttle.rate, burstLimit: settings.throttle.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: accessLog },
    });
    domain?.nameApi(this.api, this.apiStage);
    this.live = liveApi(this, identity.pool);
    this.originSecret = new Secret(this, 'OriginSecret', {
      description: 'What CloudFront adds to each request, so that the API answers nobody else',
      encryptionKey: data.key,
      generateSecretString: { excludePunctuation: true, passwordLength: 48 },
    });

    const functionOf = (name: string, file: string) =>
      new CloudFrontFunction(this, name, {
        runtime: FunctionRuntime.JS_2_0,
        code: FunctionCode.fromFile({ filePath: join(import.meta.dirname, '../viewer', file) }),
      });
    const viewerRequest = (handler: CloudFrontFunction) => [
      { function: handler, eventType: FunctionEventType.VIEWER_REQUEST },
    ];
    const apiBehaviour: BehaviorOptions = {
      origin: new HttpOrigin(domain?.originName ?? executeApiHost(this.api), {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        customHeaders: { 'x-origin-verify': this.originSecret.secretValue.unsafeUnwrap() },
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: securityHeaders(this, 'ApiHeaders', apiPolicy),
      functionAssociations: viewerRequest(functionOf('ApiRequest', 'api-request.js')),
    };

    // everything here can be made again from the table and the build: nothing outlives the stack
    const logs = logsBucket(this, 'DistributionLogs', { keepData: false, byAcl: true });
    const site = privateBucket(this, 'Site', { keepData: false, versioned: false, accessLogs: data.accessLogs });
    const content = privateBucket(this, 'Content', { keepData: false, versioned: false, accessLogs: data.accessLogs });
    const common = {
      httpVersion: HttpVersion.HTTP2_AND_3,
      // without a certificate of one's own CloudFront decides
      ...(domain && { minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021 }),
      priceClass: PriceClass.PRICE_CLASS_100,
      enableLogging: true,
      logBucket: logs,
      ...(webAclArn && { webAclId: webAclArn }),
    };
    const pages = (bucket: Bucket, name: string, csp: ContentSecurityPolicy): BehaviorOptions => ({
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      compress: true,
      responseHeadersPolicy: securityHeaders(this, name, csp),
    });

    const app = new Distribution(this, 'App', {
      ...common,
      comment: `Rapport: staff app and API, secrets ${settings.secretsGeneration}`,
      logFilePrefix: 'app/',
      defaultRootObject: 'index.html',
      ...(domain && { domainNames: [domain.appName], certificate: domain.certificate }),
      defaultBehavior: {
        ...pages(site, 'AppHeaders', appPolicy(data, identity, this.live)),
        functionAssociations: viewerRequest(functionOf('AppRequest', 'app-request.js')),
      },
      additionalBehaviors: { '/v1/*': apiBehaviour, '/config.json': apiBehaviour },
    });
    const contentHost = new Distribution(this, 'ContentHost', {
      ...common,
      comment: `Rapport: what others wrote, kept apart from the app, secrets ${settings.secretsGeneration}`,
      logFilePrefix: 'content/',
      ...(domain && { domainNames: [domain.contentName], certificate: domain.certificate }),
      defaultBehavior: pages(content, 'ContentHeaders', contentPolicy),
      additionalBehaviors: { '/v1/public/*': apiBehaviour },
    });
    domain?.point('App', domain.appName, app);
    domain?.point('Content', domain.contentName, contentHost);
    this.appUrl = `https://${domain?.appName ?? app.distributionDomainName}`;
    this.contentUrl = `https://${domain?.contentName ?? contentHost.distributionDomainName}`;
    deployWebApp(this, 'Web', bundles.web, site);

    new CfnOutput(this, 'AppUrl', { value: this.appUrl, description: 'Where people sign in' });
    new CfnOutput(this, 'ContentUrl', { value: this.contentUrl, description: 'Host of public content' });
  }
}

const self = "'self'";

/** The app runs its own scripts, talks to its own API, the identity provider, the files bucket and live updates, and is framed by nobody. */
const appPolicy = (data: DataStack, identity: IdentityStack, live: EventApi): ContentSecurityPolicy => {
  const files = `https://${data.files.bucketRegionalDomainName}`;
  return {
    'default-src': ["'none'"],
    'script-src': [self],
    'style-src': [self],
    'img-src': [self, 'data:', 'blob:'],
    'font-src': [self],
    'connect-src': [
      self,
      `https://cognito-idp.${identity.region}.amazonaws.com`,
      identity.loginUrl,
      files,
      `wss://${live.realtimeDns}`,
    ],
    'manifest-src': [self],
    'worker-src': [self],
    'form-action': [self, files],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
  };
};

/** Pages that others wrote run no scripts; their forms go to the host that they are on. */
const contentPolicy: ContentSecurityPolicy = {
  'default-src': ["'none'"],
  'style-src': [self],
  'img-src': [self],
  'font-src': [self],
  'form-action': [self],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  sandbox: ['allow-forms', 'allow-popups', 'allow-top-navigation-by-user-activation'],
};
