import { defineConsumer, standardEvents } from '../contract/event.ts';
import { notification } from './notification.ts';

const { created, updated } = standardEvents(notification);

export const notificationEvents = { created, updated };

/** Nouns of which somebody is told when they are given one. */
const assignable = ['lead', 'deal', 'task', 'company', 'contact'] as const;

export const notificationConsumers = [
  defineConsumer({
    name: 'notify',
    on: [
      ...assignable.flatMap((noun) => [`${noun}.created`, `${noun}.updated`, `${noun}.reverted`]),
      'lead.assigned',
      'job.updated',
    ],
    // whoever imports thousands of records gives them to people who know
    exceptBy: ['import'],
    entry: 'functions/notification/notify.on.ts',
    timeoutSeconds: 30,
  }),
];
