/** Style of the sign-in pages: the staff app's tokens, light and dark by the reader's setting. */
export const idpStyle = `
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
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px;
  background: var(--canvas); color: var(--ink);
  font: 14px/20px 'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
main { width: 100%; max-width: 360px; }
.brand { display: flex; align-items: center; justify-content: center; gap: 8px; margin-bottom: 20px; font-size: 16px; font-weight: 600; letter-spacing: -.01em; }
.brand svg { width: 24px; height: 24px; color: var(--accent); }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--elev); padding: 24px; }
h1 { margin: 0 0 4px; font-size: 18px; line-height: 24px; font-weight: 600; letter-spacing: -.015em; }
.lead { margin: 0; color: var(--muted); }
form { display: grid; gap: 16px; margin-top: 20px; }
.field { display: grid; grid-template-columns: 1fr auto; gap: 6px 12px; align-items: baseline; }
.field input, .field .hint { grid-column: 1 / -1; }
.field a { grid-area: 1 / 2; }
label { font-size: 13px; font-weight: 500; color: var(--ink-2); }
input {
  width: 100%; height: 36px; padding: 0 10px; border: 1px solid var(--control); border-radius: 8px;
  background: var(--surface); color: var(--ink); font: inherit; font-size: 14px;
}
input[aria-invalid="true"] { border-color: var(--danger); }
.hint { margin: 0; font-size: 12px; line-height: 16px; color: var(--muted); }
button {
  height: 36px; border: 0; border-radius: 8px; background: var(--accent); color: var(--on-accent);
  font: inherit; font-weight: 500; cursor: pointer;
}
button:hover { background: var(--accent-hover); }
a { color: var(--accent-text); font-size: 13px; text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
input:focus-visible { outline-offset: -1px; }
.message { margin: 16px 0 0; padding: 10px 12px; border: 1px solid; border-radius: 8px; font-size: 13px; line-height: 18px; }
.message.danger { color: var(--danger); background: var(--danger-soft); border-color: var(--danger-line); }
.message.info { color: var(--info); background: var(--info-soft); border-color: var(--info-line); }
.back { display: block; margin-top: 16px; text-align: center; }
@media (pointer: coarse) { input, button { height: 44px; } input { font-size: 16px; } }
`;
