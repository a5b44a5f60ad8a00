import { designTokens } from '../design-tokens.ts';

/** Style of the sign-in pages: the staff app's tokens, light and dark by the reader's setting. */
export const idpStyle = `
${designTokens}* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px;
  background: var(--canvas); color: var(--ink);
  font: 14px/20px 'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
main { width: 100%; max-width: 360px; }
.brand { display: flex; align-items: center; justify-content: center; gap: 8px; margin-bottom: 20px; font-size: 16px; font-weight: 600; letter-spacing: -.01em; }
.mark { display: grid; place-items: center; width: 24px; height: 24px; border-radius: 6px; background: var(--ink); color: var(--surface); }
.mark svg { width: 60%; height: 60%; }
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
