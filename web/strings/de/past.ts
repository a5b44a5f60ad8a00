import type { past as english } from '../en/past.ts';

/** What the app says of a record's past: how it was on a day, what is pinned, what is linked. */
export const past: typeof english = {
  asOf: {
    label: 'Stand vom',
    show: 'Wie es an einem Tag war',
    lead: (when, version) => `Stand am Ende des Tages ${when} (${version})`,
    notYet: (when) => `Am ${when} gab es das noch nicht.`,
    same: 'Nichts von dem, was Sie sehen dürfen, war damals anders.',
    atThatTime: 'Damals',
    now: 'Jetzt',
    field: 'Feld',
    restoreField: (label) => `${label} zurücksetzen`,
    restored: (label) => `${label} zurückgesetzt`,
    restoreAll: 'Alles auf diesen Stand setzen',
    close: 'Zurück zu den Versionen',
    setBack: 'Zurücksetzen',
  },
  pinned: {
    title: 'Angeheftet',
    pin: 'Diese Notiz anheften',
    unpin: 'Diese Notiz lösen',
  },
  linking: {
    link: (one) => `${one} verknüpfen`,
    linked: (title) => `„${title}“ verknüpft`,
    unlink: (title) => `Verknüpfung mit „${title}“ lösen`,
    unlinked: (title) => `Verknüpfung mit „${title}“ gelöst`,
  },
  draft: {
    restored: 'Was Sie angefangen haben, ist noch da.',
    discard: 'Neu anfangen',
  },
};
