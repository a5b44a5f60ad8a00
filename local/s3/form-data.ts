import type { Readable } from 'node:stream';
import { AwsError } from '../protocol/aws-error.ts';

/** A form as browsers upload it: its fields, then the file. What comes after the file is ignored, as S3 does. */
export type FormUpload = {
  readonly fields: Readonly<Record<string, string>>;
  readonly fileName: string;
  readonly file: AsyncIterable<Buffer>;
};

const maxFieldsBytes = 20_480;

const malformed = () =>
  new AwsError('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.');

/** Reads `multipart/form-data` up to its file, whose bytes are then streamed. */
export async function readForm(contentType: string, body: Readable): Promise<FormUpload> {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw malformed();
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const chunks = body[Symbol.asyncIterator]();
  // The first delimiter has no line break before it.
  let pending: Buffer = Buffer.from('\r\n');

  const more = async (): Promise<void> => {
    const next = await chunks.next();
    if (next.done === true) throw malformed();
    pending = Buffer.concat([pending, next.value]);
  };
  const until = async (mark: Buffer | string): Promise<Buffer> => {
    for (;;) {
      const at = pending.indexOf(mark);
      if (at !== -1) {
        const before = pending.subarray(0, at);
        pending = pending.subarray(at + Buffer.byteLength(mark));
        return before;
      }
      if (pending.length > maxFieldsBytes)
        throw new AwsError(
          'MaxPostPreDataLengthExceeded',
          'Your POST request fields preceding the upload file were too large.',
        );
      await more();
    }
  };

  async function* file(): AsyncGenerator<Buffer> {
    for (;;) {
      const at = pending.indexOf(delimiter);
      if (at !== -1) {
        yield pending.subarray(0, at);
        // The rest is read, so that the connection can be used again.
        while ((await chunks.next()).done !== true) {}
        return;
      }
      const safe = pending.length - delimiter.length;
      if (safe > 0) {
        yield pending.subarray(0, safe);
        pending = pending.subarray(safe);
      }
      await more();
    }
  }

  await until(delimiter);
  const fields: Record<string, string> = {};
  let read = 0;
  for (;;) {
    const head = (await until('\r\n\r\n')).toString('utf8');
    if (head.startsWith('--'))
      throw new AwsError('InvalidArgument', 'POST requires exactly one file upload per request.');
    const name = /name="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined) throw malformed();
    if (name.toLowerCase() === 'file')
      return { fields, fileName: /filename="([^"]*)"/i.exec(head)?.[1] ?? '', file: file() };
    const value = await until(delimiter);
    read += head.length + value.length;
    if (read > maxFieldsBytes)
      throw new AwsError(
        'MaxPostPreDataLengthExceeded',
        'Your POST request fields preceding the upload file were too large.',
      );
    fields[name.toLowerCase()] = value.toString('utf8');
  }
}
