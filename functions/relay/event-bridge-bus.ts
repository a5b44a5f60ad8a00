import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { eventSource } from '#shared/contract/event.ts';
import type { Bus } from './relay-events.ts';

/** The bus of the deployment on EventBridge. PutEvents answers 200 also where it did not take an entry. */
export const createEventBridgeBus = (client: EventBridgeClient, busName: string): Bus => ({
  publish: async (entries) => {
    const out = await client.send(
      new PutEventsCommand({
        Entries: entries.map((entry) => ({
          EventBusName: busName,
          Source: eventSource,
          DetailType: entry.type,
          Detail: entry.detail,
          Time: new Date(entry.at),
        })),
      }),
    );
    return entries.map((_, i) => out.Entries?.[i]?.EventId !== undefined);
  },
});
