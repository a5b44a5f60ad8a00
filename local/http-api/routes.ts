/** A route key of an HTTP API, such as `GET /v1/deals/{id}`, `ANY /v1/deals/{proxy+}` or `$default`. */
export type Route<T> = { readonly key: string; readonly target: T };

export type Match<T> = {
  readonly route: Route<T>;
  /** Decoded values of the path's variables. */
  readonly pathParameters: Readonly<Record<string, string>>;
};

type Compiled<T> = {
  readonly route: Route<T>;
  readonly method: string;
  readonly parts: readonly string[];
  readonly rank: string;
};

/**
 * Makes the function that chooses the route of a request: a full match before one with a greedy variable, `$default` last
 * (API Gateway, "Routing API requests"); among full matches a literal segment before a variable, a named method before ANY.
 * The path is the encoded one.
 */
export function createRouter<T>(routes: readonly Route<T>[]): (method: string, path: string) => Match<T> | undefined {
  const compiled = routes.map(compile).sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  return (method, path) => {
    const segments = path.split('/').slice(1);
    for (const candidate of compiled) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue;
      const pathParameters = matchSegments(candidate.parts, segments);
      if (pathParameters !== undefined) return { route: candidate.route, pathParameters };
    }
    return undefined;
  };
}

function compile<T>(route: Route<T>): Compiled<T> {
  if (route.key === '$default') return { route, method: 'ANY', parts: ['{*+}'], rank: '~' };
  const [method = 'ANY', path = ''] = route.key.split(' ');
  const parts = path.split('/').slice(1);
  const specificity = parts.map((part) => (isGreedy(part) ? '2' : isVariable(part) ? '1' : '0')).join('');
  return {
    route,
    method,
    parts,
    rank: `${specificity.includes('2') ? '1' : '0'}${specificity.padEnd(32, '0')}${method === 'ANY' ? '1' : '0'}`,
  };
}

function matchSegments(parts: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    if (isGreedy(part)) {
      const rest = segments.slice(index).join('/');
      if (part === '{*+}') return parameters;
      if (rest === '') return undefined;
      parameters[part.slice(1, -2)] = decode(rest);
      return parameters;
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (isVariable(part)) {
      if (segment === '') return undefined;
      parameters[part.slice(1, -1)] = decode(segment);
    } else if (decode(segment) !== part) return undefined;
  }
  return segments.length === parts.length ? parameters : undefined;
}

function isVariable(part: string): boolean {
  return part.startsWith('{') && part.endsWith('}');
}

function isGreedy(part: string): boolean {
  return part.startsWith('{') && part.endsWith('+}');
}

/** Percent-decodes; what is no valid encoding stays as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
