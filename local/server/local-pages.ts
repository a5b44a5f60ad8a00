import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { MovableClock } from '../clock.ts';
import { type CustomResources, responsePath } from '../custom-resource/custom-resources.ts';
import { escapeText } from '../protocol/escape.ts';
import { systemAttributes } from '../sqs/message.ts';
import type { Sqs } from '../sqs/sqs.ts';
import { readBody, splitTarget } from './http-request.ts';

/** What the pages below `/_local` show. */
export type LocalPages = {
  readonly url: string;
  readonly clock: MovableClock;
  readonly sqs: Sqs;
  readonly custom: CustomResources;
  readonly outputs: () => Record<string, Record<string, string>>;
  readonly logDir: string;
  /** Other pages below `/_local`, asked first: name and path for the list of links. */
  readonly more: readonly {
    readonly path: string;
    readonly title: string;
    readonly handle: (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;
  }[];
};

const move = z.union([
  z.object({
    advanceMs: z.coerce
      .number()
      .min(0)
      .max(400 * 86_400_000),
  }),
  z.object({ to: z.union([z.iso.datetime({ offset: true }), z.iso.date()]) }),
]);

const maxBodyBytes = 5 * 1024 * 1024;

/** Serves `/_local`: links, clock, queues, and the answers of custom resources. */
export function createLocalPages(pages: LocalPages): (req: IncomingMessage, res: ServerResponse) => Promise<boolean> {
  return async (req, res) => {
    const { path } = splitTarget(req.url ?? '');
    if (req.method !== 'GET' && req.method !== 'HEAD' && isForeign(req, pages.url)) {
      send(res, 403, { message: 'Only pages of this machine may do this.' });
      return true;
    }
    for (const { handle } of pages.more) if (await handle(req, res)) return true;
    if (path.startsWith(responsePath)) return takeResponse(req, res, pages.custom, path.slice(responsePath.length));
    switch (`${req.method} ${path.replace(/\/$/, '')}`) {
      case 'GET /_local':
        sendHtml(res, indexPage(pages));
        return true;
      case 'GET /_local/clock':
        send(res, 200, timeOf(pages.clock));
        return true;
      case 'POST /_local/clock':
        await moveClock(req, res, pages.clock);
        return true;
      case 'GET /_local/queues':
        send(res, 200, queues(pages.sqs));
        return true;
      default:
        return false;
    }
  };
}

async function moveClock(req: IncomingMessage, res: ServerResponse, clock: MovableClock): Promise<void> {
  const text = (await readBody(req, maxBodyBytes))?.toString('utf8') ?? '';
  const isForm = req.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  let input: unknown;
  try {
    input = isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
  } catch {
    input = undefined;
  }
  const parsed = move.safeParse(input);
  const ms = !parsed.success
    ? Number.NaN
    : 'to' in parsed.data
      ? Date.parse(parsed.data.to) - clock.now()
      : parsed.data.advanceMs;
  if (!(ms >= 0)) {
    send(res, 400, {
      message: 'Send {"advanceMs": 3600000}, or {"to": "2026-12-24T18:00:00Z"} for a time that is yet to come.',
    });
    return;
  }
  clock.advance(ms);
  if (isForm) res.writeHead(303, { location: '/_local' }).end();
  else send(res, 200, timeOf(clock));
}

function timeOf(clock: MovableClock): Record<string, unknown> {
  return { now: new Date(clock.now()).toISOString(), aheadMs: clock.offsetMs() };
}

function queues(sqs: Sqs): unknown {
  return sqs.queues().map((queue) => ({
    name: queue.settings.name,
    url: queue.settings.url,
    ...queue.counts(),
    messages: queue.peek(20).map((message) => ({
      id: message.id,
      body: message.body,
      attributes: message.attributes,
      system: systemAttributes(message),
    })),
  }));
}

async function takeResponse(
  req: IncomingMessage,
  res: ServerResponse,
  custom: CustomResources,
  token: string,
): Promise<boolean> {
  const body = await readBody(req, maxBodyBytes);
  const isKnown = req.method === 'PUT' && body !== undefined && custom.respond(token, body.toString('utf8'));
  send(res, isKnown ? 200 : 404, {});
  return true;
}

/** Whether a browser says that another site's page asks. */
function isForeign(req: IncomingMessage, url: string): boolean {
  const { origin } = req.headers;
  return origin !== undefined && origin !== url;
}

function indexPage(pages: LocalPages): string {
  const links = [
    { path: '/', title: 'The app' },
    ...pages.more,
    { path: '/_local/queues', title: 'Queues' },
    { path: '/_local/clock', title: 'Clock' },
  ];
  const list = links
    .map(({ path, title }) => `<li><a href="${escapeText(path)}">${escapeText(title)}</a></li>`)
    .join('');
  const steps = [
    ['An hour', 3_600_000],
    ['A day', 86_400_000],
    ['A week', 604_800_000],
  ] as const;
  const buttons = steps
    .map(([title, ms]) => `<button name="advanceMs" value="${ms}">${title} forward</button>`)
    .join(' ');
  const outputs = Object.entries(pages.outputs()).flatMap(([stack, values]) =>
    Object.entries(values).map(
      ([name, value]) => `<tr><td>${escapeText(`${stack} ${name}`)}</td><td>${escapeText(value)}</td></tr>`,
    ),
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Local runtime</title>
<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}td{padding:.1rem 1rem .1rem 0;overflow-wrap:anywhere}button{font:inherit}</style>
<h1>Local runtime</h1><ul>${list}</ul>
<form method="post" action="/_local/clock"><p>It is ${escapeText(new Date(pages.clock.now()).toISOString())}. ${buttons}</p></form>
<p>What the functions write is in ${escapeText(pages.logDir)}.</p><table>${outputs.join('')}</table></html>`;
}

function send(res: ServerResponse, status: number, body: unknown): void {
  res
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body, undefined, 2));
}

function sendHtml(res: ServerResponse, html: string): void {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).end(html);
}
