// Runs before the first paint, so that a dark theme does not flash light. A file of its own, because the
// content security policy allows no inline script.
(() => {
  const chosen = localStorage.getItem('theme');
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();
