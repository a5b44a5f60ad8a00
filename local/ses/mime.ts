import type { Header, Mail } from './mail-store.ts';

/** What a raw message says. */
export type ParsedMessage = {
  readonly headers: readonly Header[];
  readonly html?: string;
  readonly text?: string;
  readonly attachments: Mail['attachments'];
};

type Part = { readonly headers: readonly Header[]; readonly body: Buffer };

/** Reads a message (RFC 5322 with MIME): its headers, its first text and HTML, the names and sizes of its attachments. */
export function parseMessage(raw: Buffer): ParsedMessage {
  const root = split(raw);
  const leaves = leavesOf(root);
  const inline = (type: string): string | undefined => {
    const part = leaves.find((one) => contentType(one).type === type && !isAttachment(one));
    return part === undefined ? undefined : decodeText(part);
  };
  const html = inline('text/html');
  const text = inline('text/plain');
  return {
    headers: root.headers,
    ...(html === undefined ? {} : { html }),
    ...(text === undefined ? {} : { text }),
    attachments: leaves.filter(isAttachment).map((part) => ({
      fileName:
        parameter(headerOf(part.headers, 'content-disposition'), 'filename') ?? contentType(part).name ?? 'attachment',
      contentType: contentType(part).type,
      size: decodeBody(part).length,
    })),
  };
}

/** The value of the first header of a name (in lower case), with encoded words decoded; empty where there is none. */
export function headerOf(headers: readonly Header[], name: string): string {
  return decodeWords(headers.find((header) => header.name.toLowerCase() === name)?.value ?? '');
}

/** The addresses of a list such as `Ann <a@b.example>, c@d.example`, each as it is written. */
export function splitAddresses(list: string): string[] {
  return (list.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? []).map((one) => one.trim()).filter((one) => one !== '');
}

/** The bare address of `Ann <a@b.example>`. */
export function addressOf(written: string): string {
  return (/<([^<>]*)>\s*$/.exec(written)?.[1] ?? written).trim();
}

function split(raw: Buffer): Part {
  const blank = /\r?\n\r?\n/.exec(raw.toString('latin1'));
  const head = blank === null ? raw : raw.subarray(0, blank.index);
  const body = blank === null ? Buffer.alloc(0) : raw.subarray(blank.index + blank[0].length);
  const unfolded = head.toString('utf8').replace(/\r?\n[ \t]+/g, ' ');
  const headers = unfolded.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 ? [{ name: line.slice(0, colon), value: line.slice(colon + 1).trim() }] : [];
  });
  return { headers, body };
}

function leavesOf(part: Part, depth = 0): Part[] {
  const { type, boundary } = contentType(part);
  if (!type.startsWith('multipart/') || boundary === undefined || depth > 8) return [part];
  const body = part.body.toString('latin1');
  const pieces = body.split(new RegExp(`(?:^|\\r?\\n)--${boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
  return pieces
    .slice(1)
    .filter((piece) => !piece.startsWith('--'))
    .flatMap((piece) => leavesOf(split(Buffer.from(piece.replace(/^[ \t]*\r?\n/, ''), 'latin1')), depth + 1));
}

function contentType(part: Part): {
  readonly type: string;
  readonly charset: string;
  readonly boundary?: string;
  readonly name?: string;
} {
  const value = headerOf(part.headers, 'content-type') || 'text/plain';
  const boundary = parameter(value, 'boundary');
  const name = parameter(value, 'name');
  return {
    type: (value.split(';')[0] ?? '').trim().toLowerCase(),
    charset: parameter(value, 'charset') ?? 'utf-8',
    ...(boundary === undefined ? {} : { boundary }),
    ...(name === undefined ? {} : { name }),
  };
}

function parameter(value: string, name: string): string | undefined {
  const [, quoted, plain] = new RegExp(`[;\\s]${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(value) ?? [];
  return quoted ?? plain;
}

function isAttachment(part: Part): boolean {
  return (
    /^\s*attachment/i.test(headerOf(part.headers, 'content-disposition')) || !contentType(part).type.startsWith('text/')
  );
}

function decodeText(part: Part): string {
  const bytes = decodeBody(part);
  try {
    return new TextDecoder(contentType(part).charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}

function decodeBody(part: Part): Buffer {
  const encoding = headerOf(part.headers, 'content-transfer-encoding').toLowerCase();
  if (encoding === 'base64') return Buffer.from(part.body.toString('latin1'), 'base64');
  return encoding === 'quoted-printable'
    ? quotedPrintable(part.body.toString('latin1').replace(/=\r?\n/g, ''))
    : part.body;
}

function quotedPrintable(text: string): Buffer {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

/** Decodes encoded words (RFC 2047). */
function decodeWords(value: string): string {
  const joined = value.replace(/(\?=)\s+(=\?)/g, '$1$2');
  return joined.replace(/=\?([^?]+)\?([bq])\?([^?]*)\?=/gi, (whole, charset: string, kind: string, text: string) => {
    const bytes = kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : quotedPrintable(text.replaceAll('_', ' '));
    try {
      return new TextDecoder(charset).decode(bytes);
    } catch {
      return whole;
    }
  });
}
