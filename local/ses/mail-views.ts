import { escapeText } from '../protocol/escape.ts';
import type { Mail } from './mail-store.ts';

const bad = new Set(['Bounce', 'Complaint', 'Reject', 'Rendering Failure']);

/** The list of mail, newest first. */
export function listView(mails: readonly Mail[], search: string, older: string | undefined): string {
  const rows = mails.map(
    (mail) => `<tr>
<td class="when">${when(mail.at)}</td>
<td class="who">${escapeText(mail.direction === 'out' ? mail.to.concat(mail.cc, mail.bcc).join(', ') : mail.from)}</td>
<td><a href="/_local/mail/${encodeURIComponent(mail.id)}">${escapeText(mail.subject || '(no subject)')}</a></td>
<td class="state">${stateChip(mail)}</td>
</tr>`,
  );
  const table = `<table><thead><tr><th class="when" scope="col">When</th><th class="who" scope="col">To, or from</th><th scope="col">Subject</th><th class="state" scope="col">State</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
  const nothing = `<p class="empty">${search === '' ? 'No mail yet. What the system sends appears here.' : 'No mail matches.'}</p>`;
  const more =
    older === undefined
      ? ''
      : `<p class="more"><a href="/_local/mail?${escapeText(new URLSearchParams({ q: search, before: older }).toString())}">Older mail</a></p>`;
  return page(
    'Mail',
    `<header><h1>Mail</h1><span class="spring"></span>
<form class="search" role="search" action="/_local/mail"><input type="search" name="q" aria-label="Address or subject" placeholder="Address or subject" value="${escapeText(search)}"><button>Search</button></form></header>
<div class="panel">${mails.length === 0 ? nothing : table}</div>${more}`,
  );
}

/** One mail. Its HTML is in a frame that may run nothing. */
export function mailView(mail: Mail): string {
  const id = encodeURIComponent(mail.id);
  const facts: [string, string][] = [
    ['From', mail.from],
    ['To', mail.to.join(', ')],
    ['Cc', mail.cc.join(', ')],
    ['Bcc', mail.bcc.join(', ')],
    ['Reply to', mail.replyTo.join(', ')],
    ['Sent', new Date(mail.at).toISOString()],
    ['Message id', mail.id],
    ['Configuration', mail.configurationSet ?? ''],
    [
      'Tags',
      Object.entries(mail.tags)
        .map(([name, value]) => `${name}=${value}`)
        .join(', '),
    ],
    [
      'Attachments',
      mail.attachments.map((one) => `${one.fileName} (${one.contentType}, ${one.size} bytes)`).join(', '),
    ],
    [
      'Events',
      mail.events.map((event) => `${event.type} ${new Date(event.at).toISOString().slice(11, 19)}`).join(', '),
    ],
    ...mail.headers.map(({ name, value }): [string, string] => [name, value]),
  ];
  const list = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd>`);
  const frame = `<iframe src="/_local/mail/${id}/html" title="The mail as its reader sees it" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`;
  return page(
    mail.subject || '(no subject)',
    `<header><a href="/_local/mail">← Mail</a></header><header><h1>${escapeText(mail.subject || '(no subject)')}</h1>${stateChip(mail)}<span class="spring"></span><a href="/_local/mail/${id}.json">JSON</a></header>
<article class="panel"><dl>${list.join('')}</dl>
${mail.html === undefined ? '' : frame}
${mail.text === undefined ? '' : `<pre>${escapeText(mail.text)}</pre>`}</article>`,
  );
}

/** A mail's HTML for the frame; `track` gives the address that a link is followed through. */
export function htmlView(html: string, track: ((link: string) => string) | undefined): string {
  const tracked =
    track === undefined
      ? html
      : html.replace(
          /(<a\b[^>]*?\bhref=)(["'])(https?:[^"']*)\2/gi,
          (_whole, head: string, quote: string, link: string) => {
            return `${head}${quote}${escapeText(track(link.replaceAll('&amp;', '&')))}${quote}`;
          },
        );
  return `<!doctype html><base target="_blank">${tracked}`;
}

function stateChip(mail: Mail): string {
  const last = mail.events.at(-1)?.type ?? '';
  const text = mail.direction === 'in' ? 'Received' : last;
  if (text === '') return '';
  return `<span class="chip${bad.has(text) ? ' bad' : mail.direction === 'in' ? ' in' : ''}">${escapeText(text)}</span>`;
}

function when(at: number): string {
  const text = new Date(at).toISOString();
  return `<time datetime="${text}">${text.slice(0, 19).replace('T', ' ')}</time>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)} · Rapport on this machine</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_local/mail/style.css">
</head>
<body><main>${body}</main></body>
</html>
`;
}
