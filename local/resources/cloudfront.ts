import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Behaviour, Cdn, Origin } from '../cdn/cdn.ts';
import { type Forwarding, managedForwarding, readForwarding } from '../cdn/forwarding.ts';
import { managedResponseHeaders, type ResponseHeaders, readResponseHeaders } from '../cdn/response-headers.ts';
import { createViewerFunction } from '../cdn/viewer-function.ts';
import type { HttpRequest, HttpResponse } from '../http-api/http-message.ts';
import { arnOf, type Resource, type ResourceTable } from '../resource.ts';

const association = z.object({ EventType: z.enum(['viewer-request', 'viewer-response']), FunctionARN: z.string() });
const behaviour = z.strictObject({
  AllowedMethods: z.array(z.string()).default(['GET', 'HEAD']),
  CachePolicyId: z.string().optional(),
  CachedMethods: z.unknown().optional(),
  Compress: z.boolean().optional(),
  FunctionAssociations: z.array(association).default([]),
  OriginRequestPolicyId: z.string().optional(),
  PathPattern: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  TargetOriginId: z.string(),
  ViewerProtocolPolicy: z.string(),
});
const origin = z.object({
  DomainName: z.string(),
  Id: z.string(),
  OriginPath: z.string().default(''),
  OriginCustomHeaders: z.array(z.object({ HeaderName: z.string(), HeaderValue: z.string() })).default([]),
});
const errorPage = z.object({
  ErrorCode: z.coerce.number(),
  ResponseCode: z.coerce.number().optional(),
  ResponsePagePath: z.string().default(''),
});
/** What is not here is known by name and changes nothing on one machine. */
const distribution = z.strictObject({
  Aliases: z.unknown().optional(),
  CacheBehaviors: z.array(behaviour).default([]),
  Comment: z.unknown().optional(),
  CustomErrorResponses: z.array(errorPage).default([]),
  DefaultCacheBehavior: behaviour,
  DefaultRootObject: z.string().default(''),
  Enabled: z.boolean(),
  HttpVersion: z.unknown().optional(),
  IPV6Enabled: z.unknown().optional(),
  Logging: z.unknown().optional(),
  Origins: z.array(origin),
  PriceClass: z.unknown().optional(),
  Restrictions: z.unknown().optional(),
  ViewerCertificate: z.unknown().optional(),
  WebACLId: z.unknown().optional(),
});

/** What distributions are made of besides their own declarations. */
export type CdnNeeds = {
  readonly cdn: Cdn;
  /** Answers for an origin by its domain name; undefined where it is none of the template's. */
  readonly originOf: (domainName: string) => ((request: HttpRequest) => Promise<HttpResponse>) | undefined;
  readonly forwardingPolicies: Map<string, Forwarding>;
  readonly headersPolicies: Map<string, ResponseHeaders>;
};

/**
 * Distributions, functions and policies of the template. `basePathOf` says below which path a distribution is
 * served: the first at the root, the second at `/_content`.
 */
export function cloudfrontResources(basePathOf: (r: Resource) => string): ResourceTable<CdnNeeds> {
  return {
    'AWS::CloudFront::CachePolicy': {
      properties: ['CachePolicyConfig'],
      physicalId,
      attributes: { Id: (r) => r.physicalId },
      create(r, { forwardingPolicies }) {
        const config = z
          .object({ ParametersInCacheKeyAndForwardedToOrigin: z.unknown() })
          .parse(r.properties.CachePolicyConfig);
        forwardingPolicies.set(r.physicalId, readForwarding(config.ParametersInCacheKeyAndForwardedToOrigin));
      },
    },
    'AWS::CloudFront::OriginRequestPolicy': {
      properties: ['OriginRequestPolicyConfig'],
      physicalId,
      attributes: { Id: (r) => r.physicalId },
      create(r, { forwardingPolicies }) {
        forwardingPolicies.set(r.physicalId, readForwarding(r.properties.OriginRequestPolicyConfig));
      },
    },
    'AWS::CloudFront::ResponseHeadersPolicy': {
      properties: ['ResponseHeadersPolicyConfig'],
      physicalId,
      attributes: { Id: (r) => r.physicalId },
      create(r, { headersPolicies }) {
        headersPolicies.set(r.physicalId, readResponseHeaders(r.properties.ResponseHeadersPolicyConfig, r.endpoint));
      },
    },
    'AWS::CloudFront::Function': {
      properties: ['AutoPublish', 'FunctionCode', 'FunctionConfig', 'FunctionMetadata', 'Name', 'Tags'],
      ref: functionArn,
      attributes: { FunctionARN: functionArn, 'FunctionMetadata.FunctionARN': functionArn, Stage: () => 'LIVE' },
      create(r, { cdn }) {
        cdn.addFunction(functionArn(r), createViewerFunction(r.logicalId, z.string().parse(r.properties.FunctionCode)));
      },
    },
    'AWS::CloudFront::Distribution': {
      properties: ['DistributionConfig', 'Tags'],
      physicalId,
      attributes: {
        DomainName: (r) => `${r.endpoint.replace(/^http:\/\//, '')}${basePathOf(r)}`,
        Id: (r) => r.physicalId,
      },
      create: (r, needs) => createDistribution(r, needs, basePathOf(r)),
    },
  };
}

function createDistribution(r: Resource, needs: CdnNeeds, basePath: string): void {
  const config = distribution.parse(r.properties.DistributionConfig);
  const origins = new Map(config.Origins.map((one) => [one.Id, toOrigin(r, one, needs)]));
  const toBehaviour = (given: z.output<typeof behaviour>): Behaviour => {
    const target = origins.get(given.TargetOriginId);
    if (target === undefined) throw new Error(`${r.logicalId} has no origin ${given.TargetOriginId}.`);
    const functionFor = (type: string) => {
      const arn = given.FunctionAssociations.find(({ EventType }) => EventType === type)?.FunctionARN;
      const found = arn === undefined ? undefined : needs.cdn.functionOf(arn);
      if (arn !== undefined && found === undefined) throw new Error(`${r.logicalId}: there is no function ${arn}.`);
      return found;
    };
    const viewerRequest = functionFor('viewer-request');
    const viewerResponse = functionFor('viewer-response');
    const headersId = given.ResponseHeadersPolicyId;
    return {
      origin: target,
      methods: given.AllowedMethods,
      forwarding: [given.CachePolicyId, given.OriginRequestPolicyId]
        .filter((id) => id !== undefined)
        .map((id) => forwardingOf(r, id, needs)),
      ...(given.PathPattern === undefined ? {} : { pattern: given.PathPattern }),
      ...(viewerRequest === undefined ? {} : { viewerRequest }),
      ...(viewerResponse === undefined ? {} : { viewerResponse }),
      ...(headersId === undefined ? {} : { responseHeaders: headersOf(r, headersId, needs) }),
    };
  };
  needs.cdn.addDistribution({
    basePath,
    defaultRootObject: config.DefaultRootObject,
    behaviours: [...config.CacheBehaviors, config.DefaultCacheBehavior].map(toBehaviour),
    errorPages: config.CustomErrorResponses.map((page) => ({
      errorCode: page.ErrorCode,
      path: page.ResponsePagePath,
      responseCode: page.ResponseCode ?? page.ErrorCode,
    })),
  });
}

function toOrigin(r: Resource, given: z.output<typeof origin>, needs: CdnNeeds): Origin {
  const handle = needs.originOf(given.DomainName);
  if (handle === undefined)
    throw new Error(`${r.logicalId}: the origin ${given.DomainName} is neither a bucket nor an API of the template.`);
  const customHeaders = given.OriginCustomHeaders.map(({ HeaderName, HeaderValue }) => [
    HeaderName.toLowerCase(),
    HeaderValue,
  ]);
  return { host: given.DomainName, path: given.OriginPath, customHeaders: Object.fromEntries(customHeaders), handle };
}

function forwardingOf(r: Resource, id: string, needs: CdnNeeds): Forwarding {
  const policy = needs.forwardingPolicies.get(id) ?? managedForwarding(id);
  if (policy === undefined)
    throw new Error(`${r.logicalId}: the managed policy ${id} is not known to the local runtime.`);
  return policy;
}

function headersOf(r: Resource, id: string, needs: CdnNeeds): ResponseHeaders {
  const policy = needs.headersPolicies.get(id) ?? managedResponseHeaders[id];
  if (policy === undefined)
    throw new Error(`${r.logicalId}: the managed policy ${id} is not known to the local runtime.`);
  return policy;
}

function functionArn(r: Resource): string {
  return arnOf({ arnBase: { region: '', account: r.arnBase.account } }, 'cloudfront', `function/${r.physicalId}`);
}

function physicalId(r: Omit<Resource, 'physicalId'>): string {
  return createHash('sha256').update(`${r.stack}/${r.logicalId}`).digest('hex').slice(0, 14).toUpperCase();
}
