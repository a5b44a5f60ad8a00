import { randomUUID } from 'node:crypto';
import type { Header, Mail } from './mail-store.ts';

/** Writes a mail as a raw message, the way SES hands an incoming one to a bucket. */
export function composeMessage(mail: Mail): Buffer {
  const given = new Set(mail.headers.map((header) => header.name.toLowerCase()));
  const standard: Header[] = [
    { name: 'From', value: mail.from },
    { name: 'To', value: mail.to.join(', ') },
    ...(mail.cc.length === 0 ? [] : [{ name: 'Cc', value: mail.cc.join(', ') }]),
    ...(mail.replyTo.length === 0 ? [] : [{ name: 'Reply-To', value: mail.replyTo.join(', ') }]),
    { name: 'Subject', value: mail.subject },
    { name: 'Message-ID', value: `<${mail.id}@email.amazonses.com>` },
    { name: 'Date', value: new Date(mail.at).toUTCString().replace('GMT', '+0000') },
    { name: 'MIME-Version', value: '1.0' },
  ];
  const headers = [...standard.filter((header) => !given.has(header.name.toLowerCase())), ...mail.headers]
    .filter((header) => !/^content-(type|transfer-encoding)$/i.test(header.name))
    .map((header) => `${header.name}: ${encodeWord(header.value)}`);
  const boundary = `=_${randomUUID()}`;
  const parts = [
    ...(mail.text === undefined ? [] : [part('text/plain', mail.text)]),
    ...(mail.html === undefined ? [] : [part('text/html', mail.html)]),
  ];
  const body = [...parts.map((one) => `--${boundary}\r\n${one}`), `--${boundary}--`, ''].join('\r\n');
  const type = `Content-Type: multipart/alternative; boundary="${boundary}"`;
  return Buffer.from([...headers, type, '', body].join('\r\n'), 'utf8');
}

function part(type: string, text: string): string {
  const encoded = Buffer.from(text, 'utf8').toString('base64').replace(/.{76}/g, '$&\r\n');
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}`;
}

/** Only ASCII may stand in a header; the rest goes as an encoded word, addresses left as they are. */
function encodeWord(value: string): string {
  return value.replace(/[^<>",;@]*\P{ASCII}[^<>",;@]*/gu, (run) => {
    const [, before = '', text = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(run) ?? [];
    return `${before}=?utf-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=${after}`;
  });
}
