import type { Ports } from '#functions/platform/context.ts';
import { readEnvironment } from '#functions/platform/environment.ts';
import type { LogFields } from '#functions/platform/ports.ts';
import type { Table } from '#functions/platform/table.ts';
import { ulidOf } from '#shared/ulid.ts';
import { createMemoryBlobs } from '#test/fakes/blobs.ts';
import { randomOf } from '#test/simulation/random.ts';
import { SimTable } from '#test/simulation/sim-table.ts';

export type FakePorts = Ports & {
  /** The table's content, behind the port. */
  readonly store: SimTable;
  /** Moves the clock, which otherwise moves only while somebody sleeps. */
  readonly time: { now: number };
  readonly logged: { message: string; fields: LogFields | undefined }[];
};

/** Ports over a table in memory and a clock that stands; `table` puts something between. */
export const fakePorts = ({
  table,
  environment = {},
}: {
  table?: (inner: Table) => Table;
  environment?: Readonly<Record<string, string>>;
} = {}): FakePorts => {
  const random = randomOf(7);
  const time = { now: Date.UTC(2026, 10, 23, 9) };
  const store = new SimTable({ now: () => time.now });
  const logged: FakePorts['logged'] = [];
  return {
    store,
    time,
    logged,
    table: table ? table(store.asTable()) : store.asTable(),
    clock: {
      now: () => time.now,
      sleep: async (ms) => {
        time.now += ms;
      },
    },
    ids: {
      ulid: (ms) => ulidOf(ms, random.bytes(10)),
      secret: (bytes) => Buffer.from(random.bytes(bytes)).toString('base64url'),
    },
    log: {
      info: (message, fields) => logged.push({ message, fields }),
      error: (message, fields) => logged.push({ message, fields }),
    },
    environment: readEnvironment({ CRM_TABLE: 'table', CRM_SIGNING_SECRET: 'a secret of the tests', ...environment }),
    files: createMemoryBlobs(),
    snapshots: createMemoryBlobs(),
  };
};
