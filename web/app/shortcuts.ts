import { openCreate } from './create.ts';
import {
  hasSingleKeys,
  isCommandOpen,
  isRail,
  setIsCommandOpen,
  setIsRail,
  setIsShortcutsOpen,
} from './shell-state.ts';

const goals: Readonly<Record<string, string>> = {
  h: '/',
  i: '/imports',
  d: '/deals',
  c: '/contacts',
  o: '/companies',
  t: '/tasks',
  l: '/leads',
  p: '/products',
  s: '/settings',
};
const creations: Readonly<Record<string, string>> = { p: 'contact', o: 'company', d: 'deal', t: 'task', l: 'lead' };
const sequenceMs = 1500;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('[role="dialog"]') !== null);

/** Listens for the keyboard shortcuts of the whole app; answers how to stop. */
export const listenForShortcuts = (
  navigate: (path: string) => void,
  canCreate: (noun: string) => boolean,
): (() => void) => {
  let begun: { readonly key: string; readonly at: number } | undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase();
    if ((event.metaKey || event.ctrlKey) && key === 'k') {
      event.preventDefault();
      // not over a window that waits for an answer
      if (isCommandOpen() || !document.querySelector('[role="dialog"]')) setIsCommandOpen((isOpen) => !isOpen);
      return;
    }
    if ((event.metaKey || event.ctrlKey) && key === '\\') {
      event.preventDefault();
      setIsRail(!isRail());
      return;
    }
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || !hasSingleKeys()) return;
    const sequence = begun && event.timeStamp - begun.at < sequenceMs ? begun.key : undefined;
    begun = undefined;
    const goal = sequence === 'g' ? goals[key] : undefined;
    const noun = sequence === 'c' ? creations[key] : undefined;
    if (goal) navigate(goal);
    else if (noun) {
      if (canCreate(noun)) openCreate({ noun });
    } else if (key === '/') setIsCommandOpen(true);
    else if (key === '?') setIsShortcutsOpen(true);
    else if (key === 'g' || key === 'c') {
      begun = { key, at: event.timeStamp };
      return;
    } else return;
    event.preventDefault();
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
};
