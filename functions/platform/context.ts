import type { ActorRef } from '#shared/contract/entity.ts';
import type { Policy, PolicyActor } from '#shared/policy/policy.ts';
import type { Idempotency } from './commit.ts';
import type { Environment } from './environment.ts';
import type { Blobs, Clock, Ids, Log } from './ports.ts';
import type { StoredRecord } from './stored.ts';
import type { Item, Table } from './table.ts';

/** The world outside, as a function sees it. */
export type Ports = {
  readonly table: Table;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly environment: Environment;
  /** Files of people: imports, attachments. */
  readonly files: Blobs;
  /** Snapshots of the read model. */
  readonly snapshots: Blobs;
};

/** Who is acting: a person as their record says now, or a part of the system. */
export type Actor = PolicyActor & {
  readonly ref: ActorRef;
  /** IANA name; UTC where the person has set none. */
  readonly timeZone: string;
};

/** What a handler gets beside the parsed request. */
export type Context = {
  readonly actor: Actor;
  readonly policy: Policy;
  readonly ports: Ports;
  /** Milliseconds since 1970 at the start of the request. */
  readonly now: number;
  /** Records that were read together with the actor; see `RoutePlan.prefetch`. */
  readonly loaded: ReadonlyMap<string, StoredRecord>;
  /** Items of the machine's state that were read in this request, by `pk`; undefined: not there. What is not in it is read when needed. */
  readonly states?: Map<string, Item | undefined>;
  readonly idempotency: Idempotency | undefined;
  /** The caller's address as CloudFront saw it. */
  readonly address: string;
};
