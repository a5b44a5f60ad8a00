import { randomBytes } from 'node:crypto';
import { ulidOf } from '#shared/ulid.ts';
import type { Clock, Ids, Log } from './ports.ts';

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Identifiers from the machine's source of randomness. */
export const systemIds: Ids = {
  ulid: (nowMs) => ulidOf(nowMs, randomBytes(10)),
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
};

const maxLineLength = 2000;
const line = (level: string, message: string, fields: object | undefined): string =>
  JSON.stringify({ level, message, ...fields }).slice(0, maxLineLength);

/** One line of JSON a message, which is what CloudWatch keeps. */
export const systemLog: Log = {
  info: (message, fields) => console.log(line('info', message, fields)),
  error: (message, fields) => console.error(line('error', message, fields)),
};
