/** A request on its way from the viewer to an origin. Header names are lower-case. */
export type HttpRequest = {
  readonly method: string;
  /** Encoded path, beginning with a slash. */
  readonly path: string;
  /** What follows the question mark, as it was sent. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

export type HttpResponse = {
  readonly status: number;
  /** Names are lower-case; several cookies are several values. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer | NodeJS.ReadableStream;
};

/** An answer that is a JSON document. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
