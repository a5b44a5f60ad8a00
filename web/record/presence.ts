import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { Nudge } from '#shared/live/nudge.ts';
import { api } from '#web/app/api.ts';
import { live, openRecord, returns, takeNudge } from '#web/app/live.ts';

export type Present = { readonly id: string; readonly name: string; readonly isEditing: boolean };
type RecordRef = { readonly noun: string; readonly id: string };

const beatMs = 25_000;
/** Who stops typing for a moment is still editing. */
const pauseMs = 5000;

const tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => (byte % 36).toString(36)).join('');

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('#main, [role="dialog"]') !== null &&
  target.matches(
    'textarea, select, [contenteditable="true"], input:not([type="search"], [type="checkbox"], [type="button"])',
  );

const isVisible = (): boolean => document.visibilityState === 'visible';

/**
 * Says that one looks at a record, or edits it, while the tab is visible, and answers who else does. A tab that nobody sees says nothing
 * and costs nothing.
 */
export const usePresence = (record: Accessor<RecordRef>): Accessor<readonly Present[]> => {
  const [people, setPeople] = createSignal<readonly Present[]>([]);

  // effect: another record is another place to be
  createEffect(
    on(
      () => `${record().noun}/${record().id}`,
      () => {
        const params = { noun: record().noun, id: record().id };
        const listening = new Map<string, () => void>();
        let isEditing = false;
        let isOver = false;
        let pause: ReturnType<typeof setTimeout> | undefined;

        const listen = (channels: readonly string[]): void => {
          for (const channel of channels)
            if (!listening.has(channel)) listening.set(channel, live.listen(channel, hear));
          for (const [channel, stop] of [...listening]) {
            if (channels.includes(channel)) continue;
            stop();
            listening.delete(channel);
          }
        };
        const take = (answer: { readonly people: readonly Present[]; readonly channels: readonly string[] }): void => {
          if (isOver) return;
          setPeople(answer.people);
          listen(answer.channels);
        };
        // who may no longer read it sees that on the page; who is there is a nicety
        const ignore = (): void => undefined;
        const beat = (): void => {
          if (isVisible()) void api.live.stay({ params, body: { tab, isEditing } }).then(take, ignore);
        };
        const look = (): void => void api.live.look({ params }).then(take, ignore);
        const leave = (): void => void api.live.leave({ params }).catch(ignore);
        const hear = (nudge: Nudge): void => {
          if (nudge.noun === 'presence') look();
          else takeNudge(nudge);
        };

        const setEditing = (next: boolean): void => {
          if (next === isEditing) return;
          isEditing = next;
          beat();
        };
        const onFocus = ({ target, type }: FocusEvent): void => {
          clearTimeout(pause);
          if (type === 'focusin' && isField(target)) setEditing(true);
          else if (isEditing) pause = setTimeout(() => setEditing(false), pauseMs);
        };
        const onVisibility = (): void => (isVisible() ? beat() : leave());

        const close = openRecord();
        beat();
        const timer = setInterval(beat, beatMs);
        document.addEventListener('visibilitychange', onVisibility);
        document.addEventListener('focusin', onFocus);
        document.addEventListener('focusout', onFocus);
        // effect: what was said while the connection was away is asked for
        createEffect(on(returns, beat, { defer: true }));
        onCleanup(() => {
          isOver = true;
          close();
          clearInterval(timer);
          clearTimeout(pause);
          document.removeEventListener('visibilitychange', onVisibility);
          document.removeEventListener('focusin', onFocus);
          document.removeEventListener('focusout', onFocus);
          listen([]);
          setPeople([]);
          if (isVisible()) leave();
        });
      },
    ),
  );
  return people;
};
