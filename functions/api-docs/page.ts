import type { RouteSpec } from '#shared/contract/route.ts';

type Named = { readonly feature: string; readonly name: string; readonly route: RouteSpec };

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c);

const fieldsOf = (schema: unknown): string => {
  if (
    typeof schema !== 'object' ||
    schema === null ||
    !('shape' in schema) ||
    typeof schema.shape !== 'object' ||
    schema.shape === null
  )
    return '';
  return Object.keys(schema.shape)
    .map((key) => `<code>${escapeHtml(key)}</code>`)
    .join(' ');
};

const row = (label: string, value: string): string => (value ? `<dt>${label}</dt><dd>${value}</dd>` : '');

const operation = ({ feature, name, route }: Named): string => `
<details id="${escapeHtml(`${feature}.${name}`)}">
  <summary><span class="method ${route.method.toLowerCase()}">${route.method}</span> <code>${escapeHtml(route.path)}</code> <span>${escapeHtml(route.summary)}</span></summary>
  <dl>
    ${row('Permission', route.permission ? `<code>${escapeHtml(route.permission)}</code>` : 'none, anybody may call it')}
    ${row('Query', fieldsOf(route.query))}
    ${row('Body', fieldsOf(route.body))}
    ${row('Headers', [route.ifMatch && '<code>If-Match</code> with the version', route.idempotent && '<code>Idempotency-Key</code>'].filter(Boolean).join(', '))}
    ${row('Answers', `${route.status ?? 200}`)}
  </dl>
</details>`;

/** The API as one page to read, without scripts: every route with what it takes. */
export const docsPage = (routes: readonly Named[]): string => {
  const features = [...new Set(routes.map((r) => r.feature))];
  const links = features.map((f) => `<li><a href="#${escapeHtml(f)}">${escapeHtml(f)}</a></li>`).join('');
  const sections = features
    .map(
      (f) =>
        `<section><h2 id="${escapeHtml(f)}">${escapeHtml(f)}</h2>${routes
          .filter((r) => r.feature === f)
          .map(operation)
          .join('')}</section>`,
    )
    .join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Rapport API</title><link rel="stylesheet" href="/v1/docs.css"></head>
<body><nav aria-label="Nouns"><h1>Rapport API</h1><ul>${links}</ul></nav>
<main><p>JSON over HTTPS with an access token as <code>Authorization: Bearer …</code>. Failures are <code>application/problem+json</code> (RFC 9457).
The whole description: <a href="/v1/openapi.json">openapi.json</a>, events: <a href="/v1/events.json">events.json</a>.</p>${sections}</main></body></html>`;
};

/** Style of the page, served apart because the content security policy allows no inline styles. */
export const docsStyle = `
:root{color-scheme:light dark;--ink:light-dark(#14171e,#ebedf0);--muted:light-dark(#575c67,#9ba0a9);--line:light-dark(#e2e4e8,#25282e);--canvas:light-dark(#f6f7f9,#101114);--surface:light-dark(#fff,#16181c);--accent:light-dark(#1156b9,#84b4fb)}
*{box-sizing:border-box}body{margin:0;display:flex;font:14px/1.6 ui-sans-serif,system-ui,sans-serif;color:var(--ink);background:var(--surface)}
nav{position:sticky;top:0;height:100vh;overflow:auto;width:220px;flex:none;padding:20px;background:var(--canvas);border-right:1px solid var(--line)}
nav h1{font-size:16px;margin:0 0 12px}nav ul{list-style:none;margin:0;padding:0}a{color:var(--accent)}nav a{text-decoration:none;display:block;padding:2px 0}
main{flex:1;min-width:0;max-width:920px;padding:20px 32px}h2{font-size:16px;margin:32px 0 8px}
details{border:1px solid var(--line);border-radius:8px;margin:6px 0;padding:6px 12px}summary{cursor:pointer;display:flex;gap:10px;align-items:baseline;flex-wrap:wrap}summary span:last-child{color:var(--muted)}
.method{font:600 11px ui-monospace,monospace;min-width:52px}code{font:12px ui-monospace,monospace;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:110px 1fr;gap:4px 12px;margin:8px 0}dt{color:var(--muted)}dd{margin:0}
@media(max-width:700px){body{display:block}nav{position:static;width:auto;height:auto}main{padding:16px}}`;
