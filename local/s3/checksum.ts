import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../protocol/aws-error.ts';

/** A running checksum of one of S3's kinds. */
type Running = { update(chunk: Buffer): void; digest(): string };

/** Header names of checksums that are computed here; the others (crc32c, crc64nvme) are kept as given. */
const kinds: Readonly<Record<string, () => Running>> = {
  'x-amz-checksum-crc32': () => {
    let value = 0;
    return {
      update: (chunk) => {
        value = crc32(chunk, value);
      },
      digest: () => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(value);
        return bytes.toString('base64');
      },
    };
  },
  'x-amz-checksum-sha1': () => hash('sha1'),
  'x-amz-checksum-sha256': () => hash('sha256'),
  'content-md5': () => hash('md5'),
};

function hash(name: string): Running {
  const running = createHash(name);
  return { update: (chunk) => void running.update(chunk), digest: () => running.digest('base64') };
}

/** Checks a body against the checksums that its request gives, in headers or in trailers. */
export type ChecksumCheck = {
  update(chunk: Buffer): void;
  /** Throws `BadDigest` where one differs; gives the `x-amz-checksum-…` headers to keep. */
  finish(trailers: Readonly<Record<string, string>>): Record<string, string>;
};

export function checkChecksums(headers: Readonly<Record<string, string>>): ChecksumCheck {
  const announced = (headers['x-amz-trailer'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const wanted = Object.keys(kinds).filter((name) => headers[name] !== undefined || announced.includes(name));
  const running = wanted.map((name) => ({ name, sum: kinds[name]?.() }));
  return {
    update(chunk) {
      for (const { sum } of running) sum?.update(chunk);
    },
    finish(trailers) {
      const given = { ...headers, ...trailers };
      for (const { name, sum } of running)
        if (given[name] !== sum?.digest())
          throw new AwsError('BadDigest', `The ${name} you specified did not match what we received.`, 400);
      const kept = Object.entries(given).filter(([name]) =>
        /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/.test(name),
      );
      return Object.fromEntries(kept);
    },
  };
}
