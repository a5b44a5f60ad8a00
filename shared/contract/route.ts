import type * as z from 'zod';
import type { Area, Entity } from './entity.ts';

export type Permission = `${string}:${string}`;

/** One endpoint, declared once: dispatch, parsing, authorisation, OpenAPI and the typed client derive from it. */
export type RouteSpec = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the origin, with `{name}` for parameters. */
  readonly path: `/${string}`;
  /** `<noun>:<action>`; `null` says aloud that anybody may call it; `signed-in:any` needs a person and nothing more. */
  readonly permission: Permission | null;
  readonly area: Area;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body, or its property `patch`, holds fields of this noun: they are brought into their normal form before they are parsed. */
  readonly fieldsOf?: Entity;
  readonly response: z.ZodType;
  readonly status?: 200 | 201 | 202 | 204;
  /** The write needs `If-Match: <version>`; 428 without it. */
  readonly ifMatch?: true;
  /** Accepts `Idempotency-Key`. */
  readonly idempotent?: true;
  /** Media type of a response that is not JSON. */
  readonly produces?: string;
  /** Largest body in bytes; 1 MB unless said otherwise. */
  readonly maxBodyBytes?: number;
};

export const defineRoute = <const R extends RouteSpec>(route: R): R => route;

type InputOf<S> = S extends z.ZodType ? z.input<S> : never;
type OutputOf<S> = S extends z.ZodType ? z.output<S> : never;
type Part = 'params' | 'query' | 'body';

/** What a caller sends. */
export type RouteInput<R extends RouteSpec> = {
  [K in Part as R[K] extends z.ZodType ? K : never]: InputOf<R[K]>;
} & (R extends { ifMatch: true } ? { readonly ifMatch: number } : unknown) &
  (R extends { idempotent: true } ? { readonly idempotencyKey?: string } : unknown);

/** What a handler receives, parsed. */
export type RouteRequest<R extends RouteSpec> = {
  [K in Part as R[K] extends z.ZodType ? K : never]: OutputOf<R[K]>;
} & (R extends { ifMatch: true } ? { readonly ifMatch: number } : unknown);

/** What a handler returns. */
export type RouteResult<R extends RouteSpec> = z.input<R['response']>;
/** What a client gets. */
export type RouteResponse<R extends RouteSpec> = z.output<R['response']>;
