import { GetObjectCommand } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { LinksOf } from './s3-blobs.ts';

const presignedSeconds = 300;

/** RFC 6266: an ASCII name for all, the true one for those who read UTF-8. */
const attachment = (fileName: string): string => {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%/]/g, '_');
  const utf8 = encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
};

/** Signed addresses by which a browser reaches the objects of a bucket. */
export const createS3Links: LinksOf = (client, bucket) => ({
  uploadForm: async (key, contentType, maxBytes) =>
    createPresignedPost(client, {
      Bucket: bucket,
      Key: key,
      Expires: presignedSeconds,
      Fields: { 'Content-Type': contentType },
      Conditions: [
        ['eq', '$Content-Type', contentType],
        ['content-length-range', 1, maxBytes],
      ],
    }),
  downloadUrl: (key, fileName) =>
    getSignedUrl(
      client,
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentDisposition: attachment(fileName),
        ResponseContentType: 'application/octet-stream',
      }),
      { expiresIn: presignedSeconds },
    ),
});
