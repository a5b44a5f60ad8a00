import { defineConsumer } from '../contract/event.ts';

export const userConsumers = [
  defineConsumer({
    name: 'mirror-user',
    on: ['user.created', 'user.updated', 'user.removed', 'user.restored', 'user.reverted'],
    entry: 'functions/user/mirror-user.on.ts',
    timeoutSeconds: 30,
    uses: ['identity'],
  }),
];
