import { causeOf, createConsumer } from '#functions/consumer/create-consumer.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { assignLead } from './assign-lead.ts';

const name = 'assign-lead';

export const handler = createConsumer(name, portsOfAws(), async (event, ports) => {
  const record =
    typeof event.data === 'object' && event.data !== null && 'record' in event.data ? event.data.record : undefined;
  const source = typeof record === 'object' && record !== null && 'source' in record ? record.source : undefined;
  // imported leads go to whom the file says; the rules are asked by hand
  if (source === 'import') return;
  await assignLead(
    { leadId: event.recordId, cause: causeOf(event, name), done: { consumer: name, eventId: event.id } },
    ports,
  );
});
