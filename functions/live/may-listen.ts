import * as z from 'zod';
import { authenticate, type TokenClaims } from '#functions/platform/authenticate.ts';
import type { Ports } from '#functions/platform/context.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { type Channel, mayListen, parseChannel } from '#shared/live/channel.ts';
import { policyOf } from '#shared/policy/policy.ts';
import { entityOf } from '#shared/registry.ts';
import { readEpoch } from './live-state.ts';

/** What AppSync Events asks a function that decides over subscriptions (the parts that are looked at). */
const requestSchema = z.object({
  identity: z.object({ claims: z.record(z.string(), z.unknown()) }),
  info: z.object({ channel: z.object({ path: z.string() }), operation: z.literal('SUBSCRIBE') }),
});

/** Null lets somebody in. */
export type ListenAnswer = { readonly error: string } | null;

const refused: ListenAnswer = { error: 'Unauthorized' };

const decide = async (channel: Channel, claims: TokenClaims, ports: Ports): Promise<boolean> => {
  const wanted = channel.kind === 'record' ? [{ noun: channel.noun, id: channel.id }] : [];
  const [{ actor, loaded }, epoch] = await Promise.all([
    authenticate(claims, ports, wanted, () => []),
    readEpoch(ports.table),
  ]);
  const record = channel.kind === 'record' ? loaded.get(`${channel.noun}/${channel.id}`)?.record : undefined;
  return mayListen(channel, actor, policyOf(actor), { epoch, record, findEntity: entityOf });
};

/** Decides over a subscription by the person's own record, as every request to the API is decided over. Says no more than yes or no. */
export const createListenHandler =
  (ports: Ports) =>
  async (event: unknown): Promise<ListenAnswer> => {
    const request = requestSchema.safeParse(event);
    const channel = request.success ? parseChannel(request.data.info.channel.path) : undefined;
    if (!request.success || !channel) return refused;
    try {
      return (await decide(channel, request.data.identity.claims, ports)) ? null : refused;
    } catch (error) {
      if (error instanceof ProblemError) return refused;
      throw error;
    }
  };
