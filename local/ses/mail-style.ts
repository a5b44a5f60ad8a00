import { designTokens } from '../design-tokens.ts';

/** Style of the mail pages. */
export const mailStyle = `
${designTokens}
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--ink); font: 14px/20px Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
a { color: var(--accent-text); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
main { max-width: 960px; margin: 0 auto; padding: 24px 16px 48px; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 12px 16px; margin-bottom: 16px; }
h1 { margin: 0; font-size: 18px; line-height: 24px; font-weight: 600; letter-spacing: -.015em; overflow-wrap: anywhere; }
.spring { flex: 1; }
.search { display: flex; gap: 8px; }
.search input { height: 32px; width: 260px; max-width: 60vw; padding: 0 10px; border: 1px solid var(--control); border-radius: 8px; background: var(--surface); color: var(--ink); font: inherit; }
.search button { height: 32px; padding: 0 12px; border: 1px solid var(--line-strong); border-radius: 8px; background: var(--surface); color: var(--ink); font: inherit; font-weight: 500; cursor: pointer; }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th { text-align: left; font-size: 12px; font-weight: 500; color: var(--muted); padding: 8px 16px; border-bottom: 1px solid var(--line); }
td { padding: 10px 16px; border-bottom: 1px solid var(--line); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
tr:hover td { background: var(--hover); }
.when { width: 184px; color: var(--muted); font-variant-numeric: tabular-nums; }
.who { width: 220px; }
.state { width: 130px; }
.chip { display: inline-block; padding: 0 8px; border: 1px solid var(--line-strong); border-radius: 999px; font-size: 12px; line-height: 18px; color: var(--ink-2); }
.chip.bad { color: var(--danger); background: var(--danger-soft); border-color: var(--danger-line); }
.chip.in { color: var(--info); background: var(--info-soft); border-color: var(--info-line); }
.empty { padding: 48px 16px; text-align: center; color: var(--muted); }
.more { margin-top: 16px; text-align: center; }
dl { display: grid; grid-template-columns: 120px 1fr; gap: 6px 16px; margin: 0; padding: 16px; border-bottom: 1px solid var(--line); }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
iframe { display: block; width: 100%; height: 520px; border: 0; background: #fff; }
pre { margin: 0; padding: 16px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/20px ui-monospace, 'SF Mono', Menlo, Consolas, monospace; border-top: 1px solid var(--line); }
@media (max-width: 640px) { .who { width: 120px; } .when { width: 90px; } .state { display: none; } dl { grid-template-columns: 80px 1fr; } }
`;
