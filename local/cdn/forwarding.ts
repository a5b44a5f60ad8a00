import { isRecord } from '../assembly/template.ts';
import type { HttpRequest } from '../http-api/http-message.ts';

type Selection = 'all' | { readonly only: readonly string[] } | { readonly except: readonly string[] };

/** Which parts of a viewer's request a cache policy or an origin request policy sends on to the origin. */
export type Forwarding = { readonly headers: Selection; readonly query: Selection; readonly cookies: Selection };

const nothing: Selection = { only: [] };
const everything: Forwarding = { headers: 'all', query: 'all', cookies: 'all' };
const none: Forwarding = { headers: nothing, query: nothing, cookies: nothing };

/** AWS's managed policies by id. */
const managed: Readonly<Record<string, Forwarding>> = {
  // Cache policies: CachingDisabled, CachingOptimized, CachingOptimizedForUncompressedObjects
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': none,
  '658327ea-f89d-4fab-a63d-7e88639e58f6': none,
  'b2884449-e4de-46a7-ac36-70bc7f1ddd6d': none,
  // Origin request policies: AllViewer, AllViewerExceptHostHeader, UserAgentRefererHeaders, CORS-S3Origin, CORS-CustomOrigin
  '216adef6-5c7f-47e4-b989-5492eafa07d3': everything,
  'b689b0a8-53d0-40ab-baf2-68738e2966ac': { ...everything, headers: { except: ['host'] } },
  'acba4595-bd28-49b8-b9fe-13317c0390fa': { ...none, headers: { only: ['user-agent', 'referer'] } },
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf': {
    ...none,
    headers: { only: ['origin', 'access-control-request-headers', 'access-control-request-method'] },
  },
  '59781a5b-3903-41f3-afcb-af62929ccde1': { ...none, headers: { only: ['origin'] } },
};

/** What a managed policy forwards; undefined where the id is none of AWS's that are known here. */
export function managedForwarding(policyId: string): Forwarding | undefined {
  return managed[policyId];
}

/** Reads `CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin` or `OriginRequestPolicyConfig`. */
export function readForwarding(config: unknown): Forwarding {
  const { HeadersConfig, QueryStringsConfig, CookiesConfig } = isRecord(config) ? config : {};
  return {
    headers: readSelection(HeadersConfig, 'HeaderBehavior', 'Headers'),
    query: readSelection(QueryStringsConfig, 'QueryStringBehavior', 'QueryStrings'),
    cookies: readSelection(CookiesConfig, 'CookieBehavior', 'Cookies'),
  };
}

function readSelection(config: unknown, behaviour: string, list: string): Selection {
  if (!isRecord(config)) return nothing;
  const given = config[list];
  const names = (Array.isArray(given) ? given : isRecord(given) && Array.isArray(given.Items) ? given.Items : []).map(
    (name) => (list === 'Headers' ? String(name).toLowerCase() : String(name)),
  );
  switch (config[behaviour]) {
    case 'all':
    case 'allViewer':
    case 'allViewerAndWhitelistCloudFront':
      return 'all';
    case 'allExcept':
      return { except: names };
    case 'whitelist':
      return { only: names };
    default:
      return nothing;
  }
}

/** Headers that reach every origin. `authorization` is not among them. */
const always = [
  'content-type',
  'content-length',
  'range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
];
/** Headers that end at the distribution. */
const never = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'proxy-authorization',
  'proxy-connection',
]);

/** The request as the origin gets it. */
export function forwardRequest(
  request: HttpRequest,
  policies: readonly Forwarding[],
  origin: { readonly host: string; readonly viewerIp: string },
): HttpRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (never.has(name) || name === 'host' || name === 'cookie') continue;
    if (always.includes(name) || policies.some(({ headers: selection }) => isSelected(selection, name)))
      headers[name] = value;
  }
  headers['user-agent'] ??= 'Amazon CloudFront';
  headers.host = policies.some(({ headers: selection }) => isSelected(selection, 'host'))
    ? (request.headers.host ?? origin.host)
    : origin.host;
  headers.via = '1.1 local.cloudfront.net (CloudFront)';
  headers['x-forwarded-for'] = [request.headers['x-forwarded-for'], origin.viewerIp]
    .filter((part) => part !== undefined)
    .join(', ');
  const cookie = selectPairs(
    request.headers.cookie ?? '',
    /; */,
    '; ',
    policies.map((policy) => policy.cookies),
  );
  if (cookie !== '') headers.cookie = cookie;
  return {
    ...request,
    headers,
    query: selectPairs(
      request.query,
      '&',
      '&',
      policies.map((policy) => policy.query),
    ),
  };
}

function isSelected(selection: Selection, name: string): boolean {
  if (selection === 'all') return true;
  return 'only' in selection ? selection.only.includes(name) : !selection.except.includes(name);
}

function selectPairs(text: string, split: string | RegExp, join: string, selections: readonly Selection[]): string {
  if (selections.includes('all')) return text;
  const pairs = text.split(split).filter((pair) => pair !== '');
  return pairs
    .filter((pair) => selections.some((selection) => isSelected(selection, pair.split('=')[0] ?? '')))
    .join(join);
}
