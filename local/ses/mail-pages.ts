import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '../service.ts';
import type { Mail } from './mail-store.ts';
import { mailStyle } from './mail-style.ts';
import { htmlView, listView, mailView } from './mail-views.ts';
import { addressOf } from './mime.ts';
import type { Ses } from './ses.ts';

const pageSize = 100;
const maxIncomingBytes = 40 * 1024 * 1024;

const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A mail shows its pictures and its own styles, and runs nothing. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'; font-src http: https: data:; frame-ancestors 'self'";

/**
 * Serves the mail of this machine: `/_local/mail` (list, `?q=`), `/_local/mail/<id>`, and the same as JSON under `/_local/mail.json` and
 * `/_local/mail/<id>.json`. `POST /_local/mail?to=…` with a raw message lets mail come in. Answers whether the path was one of these.
 */
export function createMailPages(
  context: Context,
  ses: Ses,
): (req: IncomingMessage, res: ServerResponse) => Promise<boolean> {
  const send = (res: ServerResponse, status: number, type: string, body: string, policy = pagePolicy): void => {
    res.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    res.end(body);
  };

  const list = (query: URLSearchParams): Mail[] => {
    const limit = Math.min(Number(query.get('limit') ?? pageSize) || pageSize, 1000);
    const before = query.get('before');
    return ses.mail.list({
      search: query.get('q') ?? query.get('to') ?? '',
      limit,
      ...(before === null ? {} : { before }),
    });
  };

  const opened = (mail: Mail): void => {
    if (mail.direction !== 'out' || !ses.sending.wants(mail, 'Open')) return;
    const data = {
      timestamp: new Date(context.clock.now()).toISOString(),
      userAgent: 'mail page',
      ipAddress: '127.0.0.1',
    };
    ses.sending.publish(mail, { type: 'Open', recipients: mail.to.map(addressOf), data });
  };

  const notFound = (res: ServerResponse): void => send(res, 404, 'text/plain', 'Not found');

  const click = (res: ServerResponse, mail: Mail, link: string): void => {
    // Only what the mail itself links to is followed.
    if (!/^https?:/.test(link) || mail.html?.replaceAll('&amp;', '&').includes(link) !== true) {
      notFound(res);
      return;
    }
    const data = {
      timestamp: new Date(context.clock.now()).toISOString(),
      userAgent: 'mail page',
      ipAddress: '127.0.0.1',
      link,
      linkTags: null,
    };
    ses.sending.publish(mail, { type: 'Click', recipients: mail.to.map(addressOf), data });
    res.writeHead(302, { location: link, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).end();
  };

  const showHtml = (res: ServerResponse, mail: Mail): void => {
    opened(mail);
    const track = (link: string): string =>
      `/_local/mail/${encodeURIComponent(mail.id)}/click?link=${encodeURIComponent(link)}`;
    const isTracked = mail.direction === 'out' && ses.sending.wants(mail, 'Click');
    send(res, 200, 'text/html', htmlView(mail.html ?? '', isTracked ? track : undefined), mailPolicy);
  };

  const incoming = async (req: IncomingMessage, res: ServerResponse, query: URLSearchParams): Promise<void> => {
    const raw = Buffer.concat(await req.take(maxIncomingBytes).toArray());
    const id = await ses.receiving.receive(raw, query.getAll('to'));
    if (id === undefined)
      send(res, 404, 'application/json', JSON.stringify({ message: 'No receipt rule takes mail for this address.' }));
    else send(res, 201, 'application/json', JSON.stringify({ id }));
  };

  return async (req, res) => {
    const url = new URL(req.url ?? '/', 'http://localhost');
    const [, rest] = /^\/_local\/mail(|\.json|\/.*)$/.exec(url.pathname) ?? [];
    if (rest === undefined) return false;
    if (req.method === 'POST' && rest === '') {
      await incoming(req, res, url.searchParams);
      return true;
    }
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      send(res, 405, 'text/plain', 'Method not allowed');
      return true;
    }
    if (rest === '/style.css') send(res, 200, 'text/css', mailStyle);
    else if (rest === '.json') send(res, 200, 'application/json', JSON.stringify(list(url.searchParams)));
    else if (rest === '' || rest === '/') {
      const mails = list(url.searchParams);
      const older = mails.length === pageSize ? mails.at(-1)?.id : undefined;
      send(res, 200, 'text/html', listView(mails, url.searchParams.get('q') ?? '', older));
    } else showOne(res, rest, url.searchParams);
    return true;
  };

  function showOne(res: ServerResponse, rest: string, query: URLSearchParams): void {
    const [, id = '', view = ''] = /^\/([\w-]+)(\.json|\/html|\/click)?$/.exec(rest) ?? [];
    const mail = ses.mail.find(id);
    if (mail === undefined) notFound(res);
    else if (view === '.json') send(res, 200, 'application/json', JSON.stringify(mail));
    else if (view === '/html') showHtml(res, mail);
    else if (view === '/click') click(res, mail, query.get('link') ?? '');
    else send(res, 200, 'text/html', mailView(mail));
  }
}
