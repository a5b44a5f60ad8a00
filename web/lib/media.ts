import { createSignal } from 'solid-js';

const watch = (query: string) => {
  const list = matchMedia(query);
  const [isMatching, setIsMatching] = createSignal(list.matches);
  list.addEventListener('change', (event) => setIsMatching(event.matches));
  return isMatching;
};

/** True on screens too narrow for columns side by side. */
export const isPhone = watch('(max-width: 767px)');
/** True where the right column of a record has no room. */
export const isNarrow = watch('(max-width: 1279px)');

const [isOnline, setIsOnline] = createSignal(navigator.onLine);
addEventListener('online', () => setIsOnline(true));
addEventListener('offline', () => setIsOnline(false));

export { isOnline };
