import { createSignal } from 'solid-js';

export type Theme = 'light' | 'dark' | 'system';

// public/theme.js reads the same key before the first paint
const key = 'theme';
const stored = localStorage.getItem(key);
const [theme, setStored] = createSignal<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system');
const systemDark = matchMedia('(prefers-color-scheme: dark)');

const paint = () => {
  const isDark = theme() === 'dark' || (theme() === 'system' && systemDark.matches);
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
};
systemDark.addEventListener('change', paint);

/** The theme that the person chose. */
export { theme };

export const setTheme = (next: Theme): void => {
  setStored(next);
  if (next === 'system') localStorage.removeItem(key);
  else localStorage.setItem(key, next);
  paint();
};
