import { amount, counted } from './count.ts';

/** What the app says of changes to many records and of what runs in the background. */
export const jobs = {
  changeSet: {
    planning: 'Working out what would change',
    discard: 'Discard',
    apply: (count: number) => `Change ${counted(count, 'record', 'records')}`,
    applyNone: 'Nothing to change',
    kind: 'What would happen',
    kinds: { change: 'Change', unchanged: 'Unchanged', refused: 'Refused', wrong: 'Wrong' },
    counts: {
      change: (count: number) => `${counted(count, 'record', 'records')} would change`,
      unchanged: (count: number) => `${amount(count)} unchanged`,
      refused: (count: number) => `${amount(count)} not allowed`,
      wrong: (count: number) => `${amount(count)} with a problem`,
    },
    unknown: 'A record that you may not see',
    more: 'Show more',
  },
  tray: {
    title: 'Background work',
    running: (count: number) => `${counted(count, 'job', 'jobs')} running`,
    done: 'All done',
    collapse: 'Fold',
    expand: 'Unfold',
    close: 'Close',
    waiting: 'Waiting',
    progress: (done: number, total: number) => (total > 0 ? `${amount(done)} of ${amount(total)}` : 'Starting'),
    changed: (count: number) => `${counted(count, 'record', 'records')} changed`,
    notChanged: (count: number) => `${amount(count)} not changed`,
    rows: (count: number) => counted(count, 'row', 'rows'),
    undone: 'Undone',
    left: (count: number) => `${amount(count)} left as they are`,
    cancelled: 'Stopped',
    failed: 'That did not work.',
    cancel: 'Stop',
    review: 'Review',
    undo: 'Undo',
    download: 'Download',
    open: 'Open',
  },
};
