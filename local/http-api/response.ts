import { isRecord } from '../assembly/template.ts';
import { type HttpResponse, jsonAnswer } from './http-message.ts';

/** The HTTP response that an HTTP API makes of a function's answer (payload format 2.0). */
export function httpResponse(answer: unknown): HttpResponse {
  if (!isRecord(answer) || answer.statusCode === undefined) {
    const body =
      answer === undefined || answer === null ? '' : typeof answer === 'string' ? answer : JSON.stringify(answer);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const status = Number(answer.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599)
    return jsonAnswer(500, { message: 'Internal Server Error' });
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(isRecord(answer.headers) ? answer.headers : {}))
    headers[name.toLowerCase()] = String(value);
  if (Array.isArray(answer.cookies) && answer.cookies.length > 0) headers['set-cookie'] = answer.cookies.map(String);
  const text = answer.body === undefined || answer.body === null ? '' : toText(answer.body);
  if (text !== '' && headers['content-type'] === undefined) headers['content-type'] = 'text/plain;charset=UTF-8';
  return { status, headers, body: answer.isBase64Encoded === true ? Buffer.from(text, 'base64') : text };
}

function toText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
