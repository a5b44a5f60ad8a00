import type { jobs as english } from '../en/jobs.ts';
import { amount, counted, recordsIn } from './count.ts';

/** What the app says of changes to many records and of what runs in the background. */
export const jobs: typeof english = {
  changeSet: {
    planning: 'Es wird ermittelt, was sich ändern würde',
    discard: 'Verwerfen',
    apply: (count) => `${recordsIn(count)} ändern`,
    applyNone: 'Nichts zu ändern',
    kind: 'Was geschehen würde',
    kinds: { change: 'Änderung', unchanged: 'Unverändert', refused: 'Nicht erlaubt', wrong: 'Fehlerhaft' },
    counts: {
      change: (count) => `${amount(count)} ${count === 1 ? 'ändert' : 'ändern'} sich`,
      unchanged: (count) => `${amount(count)} unverändert`,
      refused: (count) => `${amount(count)} nicht erlaubt`,
      wrong: (count) => `${amount(count)} mit einem Problem`,
    },
    unknown: 'Ein Datensatz, den Sie nicht sehen dürfen',
    more: 'Mehr zeigen',
    undoHour: 'Letzte Stunde zurück',
    undoHourTitle: (name) => `Rückgängig machen, was ${name} in der letzten Stunde geändert hat`,
  },
  tray: {
    title: 'Im Hintergrund',
    running: (count) => counted(count, 'Auftrag läuft', 'Aufträge laufen'),
    done: 'Alles erledigt',
    collapse: 'Einklappen',
    expand: 'Ausklappen',
    close: 'Schließen',
    waiting: 'Wartet',
    progress: (done, total) => (total > 0 ? `${amount(done)} von ${amount(total)}` : 'Startet'),
    changed: (count) => `${recordsIn(count)} geändert`,
    notChanged: (count) => `${amount(count)} nicht geändert`,
    rows: (count) => counted(count, 'Zeile', 'Zeilen'),
    undone: 'Rückgängig gemacht',
    left: (count) => `${amount(count)} unverändert gelassen`,
    cancelled: 'Angehalten',
    failed: 'Das hat nicht geklappt.',
    cancel: 'Anhalten',
    review: 'Ansehen',
    undo: 'Rückgängig',
    download: 'Herunterladen',
    open: 'Öffnen',
  },
};
