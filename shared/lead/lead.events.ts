import { defineConsumer, recordEvent, standardEvents } from '../contract/event.ts';
import { lead } from './lead.ts';

export const leadEvents = {
  ...standardEvents(lead),
  assigned: recordEvent(
    lead,
    'assigned',
    'Lead was given to a person, by a rule or by hand; assignmentReason says why',
  ),
};

export const leadConsumers = [
  defineConsumer({
    name: 'assign-lead',
    on: ['lead.created'],
    entry: 'functions/lead/assign-lead.on.ts',
    timeoutSeconds: 30,
  }),
];
