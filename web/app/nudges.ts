import type { Nudge } from '#shared/live/nudge.ts';

/** How often one noun's lists are asked for again, however much happens to it. */
const pauseMs = 1000;
/** What comes together is taken together. */
const gatherMs = 30;
/** A tab that is hidden for hours keeps no more of a noun than this. */
const maxKept = 50;

export type NudgePorts = {
  /** True for a change that this tab made itself, or has seen already. */
  readonly isKnown: (nudge: Nudge) => boolean;
  /** Asks again for the records of a noun and its lists. */
  readonly refresh: (noun: string, nudges: readonly Nudge[]) => void;
  readonly isVisible: () => boolean;
};

/** Takes nudges together by their nouns, so that a flood is a request a second and a tab that nobody sees asks for nothing. */
export const gatherNudges = ({ isKnown, refresh, isVisible }: NudgePorts) => {
  const waiting = new Map<string, Nudge[]>();
  const doneAt = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    timer = undefined;
    if (!isVisible()) return;
    const now = performance.now();
    for (const [noun, nudges] of [...waiting]) {
      if (now - (doneAt.get(noun) ?? Number.NEGATIVE_INFINITY) < pauseMs) continue;
      waiting.delete(noun);
      doneAt.set(noun, now);
      // the answer to one's own write may have come after the nudge
      const news = nudges.filter((nudge) => !isKnown(nudge));
      if (news.length > 0) refresh(noun, news);
    }
    if (waiting.size > 0) timer = setTimeout(flush, pauseMs);
  };

  return {
    take(nudge: Nudge): void {
      waiting.set(nudge.noun, [...(waiting.get(nudge.noun) ?? []), nudge].slice(-maxKept));
      timer ??= setTimeout(flush, gatherMs);
    },
    /** The tab is seen again. */
    wake(): void {
      clearTimeout(timer);
      timer = setTimeout(flush, 0);
    },
  };
};
