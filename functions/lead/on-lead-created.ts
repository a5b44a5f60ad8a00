import { type Consume, causeOf } from '#functions/consumer/create-consumer.ts';
import type { Ports } from '#functions/platform/context.ts';
import { assignLead } from './assign-lead.ts';

export const assignLeadConsumer = 'assign-lead';

const sourceOf = (data: unknown): unknown => {
  const record = typeof data === 'object' && data !== null && 'record' in data ? data.record : undefined;
  return typeof record === 'object' && record !== null && 'source' in record ? record.source : undefined;
};

/** Gives a new lead to whom the rules choose. */
export const onLeadCreated: Consume<Ports> = async (event, ports) => {
  // imported leads go to whom the file says; the rules are asked by hand
  if (sourceOf(event.data) === 'import') return;
  await assignLead(
    {
      leadId: event.recordId,
      cause: causeOf(event, assignLeadConsumer),
      done: { consumer: assignLeadConsumer, eventId: event.id },
    },
    ports,
  );
};
