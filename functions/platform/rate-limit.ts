import { createHash } from 'node:crypto';
import { ProblemError } from '#shared/contract/problem.ts';
import type { Ports } from './context.ts';
import { stateKey } from './stored.ts';

export type Limit = { readonly name: string; readonly most: number; readonly perSeconds: number };

/**
 * Counts a call against a limit, in windows of `perSeconds`. Throws `too-many-requests` above it. What is counted by (an address, a form) is
 * kept as a digest only.
 */
export const countAgainst = async (
  limit: Limit,
  by: string,
  { table, clock }: Pick<Ports, 'table' | 'clock'>,
): Promise<void> => {
  const seconds = Math.floor(clock.now() / 1000);
  const window = Math.floor(seconds / limit.perSeconds);
  const digest = createHash('sha256').update(by).digest('base64url').slice(0, 22);
  const used = await table.increment(
    stateKey(`rate#${limit.name}`, `${digest}#${window}`),
    1,
    seconds + 2 * limit.perSeconds,
  );
  if (used > limit.most)
    throw new ProblemError('too-many-requests', 'That was too often. Wait a moment and try again.');
};
