/** The staff app's colours for the runtime's own pages, light and dark by the reader's setting. */
export const designTokens = `
:root {
  color-scheme: light;
  --canvas: #f6f7f9; --surface: #ffffff; --hover: #edeef2; --line: #e2e4e8; --line-strong: #cccfd5; --control: #858b95;
  --ink: #14171e; --ink-2: #383d47; --muted: #575c67; --accent: #1e5ebf; --accent-hover: #0e4eaa; --accent-text: #1156b9;
  --on-accent: #ffffff; --focus: #1d6bde; --danger: #ae051f; --danger-soft: #ffecea; --danger-line: #ffbeb9;
  --info: #07667f; --info-soft: #def5fe; --info-line: #b4d8e5;
  --elev: 0 1px 2px rgb(17 24 39 / .06), 0 4px 12px -2px rgb(17 24 39 / .08);
}
@media (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --canvas: #101114; --surface: #16181c; --hover: #23262c; --line: #25282e; --line-strong: #393d45; --control: #666c77;
    --ink: #ebedf0; --ink-2: #c9ccd2; --muted: #9ba0a9; --accent: #2868c9; --accent-hover: #1e5ebf; --accent-text: #84b4fb;
    --on-accent: #ffffff; --focus: #6ba5fb; --danger: #f99e98; --danger-soft: #40201e; --danger-line: #72302e;
    --info: #6ac9e9; --info-soft: #102e38; --info-line: #264e5b;
    --elev: 0 1px 2px rgb(0 0 0 / .4), 0 6px 16px -2px rgb(0 0 0 / .45);
  }
}
`;
