import { Transform } from 'node:stream';
import { AwsError } from '../protocol/aws-error.ts';

const malformed = () => new AwsError('IncompleteBody', 'The request body terminated unexpectedly.', 400);

/**
 * Decodes an `aws-chunked` body: chunks of `<size in hex>[;chunk-signature=…]`, then trailers. The trailers (checksums) are
 * handed over when the body has ended. Signatures of chunks are not checked.
 */
export function decodeChunked(onTrailers: (trailers: Readonly<Record<string, string>>) => void): Transform {
  let pending: Buffer = Buffer.alloc(0);
  let left = 0;
  let state: 'size' | 'data' | 'data-end' | 'trailers' = 'size';
  const trailers: Record<string, string> = {};

  const line = (): string | undefined => {
    const end = pending.indexOf('\r\n');
    if (end === -1) return undefined;
    const text = pending.subarray(0, end).toString('latin1');
    pending = pending.subarray(end + 2);
    return text;
  };

  /** Takes one step; whether there may be another with what is there. */
  const step = (push: (chunk: Buffer) => void): boolean => {
    if (state === 'data') {
      const chunk = pending.subarray(0, left);
      if (chunk.length === 0) return false;
      push(chunk);
      pending = pending.subarray(chunk.length);
      left -= chunk.length;
      if (left === 0) state = 'data-end';
      return true;
    }
    const text = line();
    if (text === undefined) return false;
    if (state === 'size') {
      left = Number.parseInt(text, 16);
      if (Number.isNaN(left)) throw malformed();
      state = left === 0 ? 'trailers' : 'data';
    } else if (state === 'data-end') state = 'size';
    else {
      const colon = text.indexOf(':');
      if (colon > 0) trailers[text.slice(0, colon).toLowerCase()] = text.slice(colon + 1).trim();
    }
    return true;
  };

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      try {
        while (step((data) => this.push(data))) {}
        done();
      } catch (error) {
        done(error instanceof Error ? error : malformed());
      }
    },
    flush(done) {
      if (state !== 'trailers') return done(malformed());
      onTrailers(trailers);
      done();
    },
  });
}
