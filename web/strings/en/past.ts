/** What the app says of a record's past: how it was on a day, what is pinned, what is linked. */
export const past = {
  asOf: {
    label: 'As of',
    show: 'How it was on a day',
    lead: (when: string, version: string) => `As it was at the end of ${when} (${version})`,
    notYet: (when: string) => `It did not exist yet on ${when}.`,
    same: 'Nothing that you may see was different then.',
    atThatTime: 'Then',
    now: 'Now',
    field: 'Field',
    restoreField: (label: string) => `Set ${label} back`,
    restored: (label: string) => `${label} set back`,
    restoreAll: 'Set everything back to this',
    close: 'Back to the versions',
    setBack: 'Set back',
  },
  pinned: {
    title: 'Pinned',
    pin: 'Pin this note',
    unpin: 'Unpin this note',
  },
  linking: {
    link: (one: string) => `Link ${one.toLowerCase()}`,
    linked: (title: string) => `“${title}” linked`,
    unlink: (title: string) => `Take the link to “${title}” away`,
    unlinked: (title: string) => `Link to “${title}” taken away`,
  },
  draft: {
    restored: 'What you had begun is still here.',
    discard: 'Begin anew',
  },
};
