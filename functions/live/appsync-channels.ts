import type { Clock } from '#functions/platform/ports.ts';
import type { Channels } from './publish-nudges.ts';
import { signedHeaders } from './sign-request.ts';

const timeoutMs = 3000;
/** AppSync takes this many events at once. */
const maxEvents = 5;

/** The Event API of the deployment; `url` is where it takes what is published. */
export const createAppsyncChannels = (
  { url, region }: { readonly url: string; readonly region: string },
  variables: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  send: typeof fetch = fetch,
): Channels => ({
  publish: async (channel, nudges) => {
    const target = new URL(url);
    for (let i = 0; i < nudges.length; i += maxEvents) {
      const events = nudges.slice(i, i + maxEvents).map((nudge) => JSON.stringify(nudge));
      const body = JSON.stringify({ channel, events });
      const scope = { service: 'appsync', region, nowMs: clock.now() };
      const headers = signedHeaders(target, body, scope, {
        // Lambda keeps these fresh
        accessKeyId: variables.AWS_ACCESS_KEY_ID ?? '',
        secretAccessKey: variables.AWS_SECRET_ACCESS_KEY ?? '',
        sessionToken: variables.AWS_SESSION_TOKEN,
      });
      const response = await send(target, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`AppSync answered ${response.status} to what was published`);
    }
  },
});
