import { isRecord } from '../assembly/template.ts';
import type { HttpRequest, HttpResponse } from '../http-api/http-message.ts';

type Header = { readonly name: string; readonly value: string; readonly isOverriding: boolean };

/** What a response headers policy adds and removes. */
export type ResponseHeaders = {
  readonly add: readonly Header[];
  readonly remove: readonly string[];
  readonly cors?: Readonly<Record<string, unknown>>;
};

/** Reads a `ResponseHeadersPolicyConfig`; `endpoint` is the origin that local addresses in its content security policy have. */
export function readResponseHeaders(config: unknown, endpoint: string): ResponseHeaders {
  const { SecurityHeadersConfig, CustomHeadersConfig, RemoveHeadersConfig, CorsConfig } = record(config);
  const custom = items(CustomHeadersConfig).map(
    (item): Header => ({
      name: String(item.Header).toLowerCase(),
      value: String(item.Value),
      isOverriding: isTrue(item.Override),
    }),
  );
  const add = [...securityHeaders(record(SecurityHeadersConfig)), ...custom].map((header) =>
    header.name.startsWith('content-security-policy')
      ? { ...header, value: originsOnly(header.value, endpoint) }
      : header,
  );
  const remove = items(RemoveHeadersConfig).map((item) => String(item.Header).toLowerCase());
  return { add, remove, ...(isRecord(CorsConfig) ? { cors: CorsConfig } : {}) };
}

/** AWS's managed policy `SecurityHeadersPolicy`. */
export const managedResponseHeaders: Readonly<Record<string, ResponseHeaders>> = {
  '67f7725c-6f97-4210-82d7-5512b31e9d03': {
    add: [
      { name: 'referrer-policy', value: 'strict-origin-when-cross-origin', isOverriding: false },
      { name: 'strict-transport-security', value: 'max-age=31536000', isOverriding: false },
      { name: 'x-content-type-options', value: 'nosniff', isOverriding: true },
      { name: 'x-frame-options', value: 'SAMEORIGIN', isOverriding: false },
      { name: 'x-xss-protection', value: '1; mode=block', isOverriding: false },
    ],
    remove: [],
  },
};

/** The response with a policy's headers. */
export function withResponseHeaders(
  response: HttpResponse,
  policy: ResponseHeaders,
  request: HttpRequest,
): HttpResponse {
  const headers: Record<string, string | readonly string[]> = { ...response.headers };
  for (const name of policy.remove) delete headers[name];
  for (const { name, value, isOverriding } of policy.add)
    if (isOverriding || headers[name] === undefined) headers[name] = value;
  if (policy.cors !== undefined) addCors(headers, policy.cors, request);
  return { ...response, headers };
}

function securityHeaders(config: Readonly<Record<string, unknown>>): Header[] {
  const headers: Header[] = [];
  const add = (name: string, section: unknown, value: (section: Readonly<Record<string, unknown>>) => string): void => {
    if (isRecord(section)) headers.push({ name, value: value(section), isOverriding: isTrue(section.Override) });
  };
  add('content-security-policy', config.ContentSecurityPolicy, (section) => String(section.ContentSecurityPolicy));
  add('x-content-type-options', config.ContentTypeOptions, () => 'nosniff');
  add('x-frame-options', config.FrameOptions, (section) => String(section.FrameOption));
  add('referrer-policy', config.ReferrerPolicy, (section) => String(section.ReferrerPolicy));
  add('strict-transport-security', config.StrictTransportSecurity, (section) => {
    const subdomains = isTrue(section.IncludeSubdomains) ? '; includeSubDomains' : '';
    return `max-age=${section.AccessControlMaxAgeSec}${subdomains}${isTrue(section.Preload) ? '; preload' : ''}`;
  });
  add('x-xss-protection', config.XSSProtection, (section) =>
    isTrue(section.Protection) ? `1${isTrue(section.ModeBlock) ? '; mode=block' : ''}` : '0',
  );
  return headers;
}

/** Source lists name origins; the local stand-ins of AWS's hosts are paths of one origin. */
function originsOnly(policy: string, endpoint: string): string {
  return policy
    .split(';')
    .map((directive) => {
      const sources = directive
        .trim()
        .split(/\s+/)
        .map((source) => (isLocal(source, endpoint) ? endpoint : originOfSocket(source, endpoint)));
      return [...new Set(sources)].join(' ');
    })
    .join('; ');
}

function isLocal(source: string, endpoint: string): boolean {
  return source.startsWith(`${endpoint}/`) || /^https:\/\/[^/]*\.(amazonaws|amazoncognito)\.com(\/|$)/.test(source);
}

function originOfSocket(source: string, endpoint: string): string {
  const sockets = endpoint.replace(/^http/, 'ws');
  return source.startsWith(`${sockets}/`) ? sockets : source;
}

function addCors(
  headers: Record<string, string | readonly string[]>,
  cors: Readonly<Record<string, unknown>>,
  request: HttpRequest,
): void {
  const { origin } = request.headers;
  const allowed = listOf(cors.AccessControlAllowOrigins);
  if (origin === undefined || !(allowed.includes('*') || allowed.includes(origin))) return;
  const isOverriding = isTrue(cors.OriginOverride);
  const set = (name: string, value: string): void => {
    if (value !== '' && (isOverriding || headers[name] === undefined)) headers[name] = value;
  };
  set('access-control-allow-origin', allowed.includes('*') ? '*' : origin);
  if (isTrue(cors.AccessControlAllowCredentials)) set('access-control-allow-credentials', 'true');
  set('access-control-expose-headers', listOf(cors.AccessControlExposeHeaders).join(', '));
  if (request.method !== 'OPTIONS') return;
  set('access-control-allow-methods', listOf(cors.AccessControlAllowMethods).join(', '));
  set('access-control-allow-headers', listOf(cors.AccessControlAllowHeaders).join(', '));
  if (cors.AccessControlMaxAgeSec !== undefined) set('access-control-max-age', String(cors.AccessControlMaxAgeSec));
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function items(config: unknown): Readonly<Record<string, unknown>>[] {
  const list = record(config).Items;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function listOf(config: unknown): string[] {
  const list = record(config).Items;
  return Array.isArray(list) ? list.map(String) : [];
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
