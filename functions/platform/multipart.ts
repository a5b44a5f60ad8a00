import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** Larger than the 5 MB that S3 asks of every part but the last. */
const partBytes = 8 * 1024 * 1024;

const inParts = async function* (body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    held.push(piece);
    size += piece.length;
    if (size < partBytes) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  yield Buffer.concat(held);
};

/** Puts an object of unknown size: at once where it is small, else in parts; nothing is left behind when it fails. */
export const putInParts = async (
  client: S3Client,
  bucket: string,
  key: string,
  body: AsyncIterable<Uint8Array>,
  contentType: string,
): Promise<void> => {
  const target = { Bucket: bucket, Key: key };
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  let uploadId: string | undefined;
  try {
    for await (const part of inParts(body)) {
      if (part.length < partBytes && uploadId === undefined) {
        await client.send(new PutObjectCommand({ ...target, Body: part, ContentType: contentType }));
        return;
      }
      uploadId ??= (await client.send(new CreateMultipartUploadCommand({ ...target, ContentType: contentType })))
        .UploadId;
      if (part.length === 0) continue;
      const PartNumber = parts.length + 1;
      const { ETag } = await client.send(
        new UploadPartCommand({ ...target, UploadId: uploadId, PartNumber, Body: part }),
      );
      parts.push({ PartNumber, ETag });
    }
    await client.send(
      new CompleteMultipartUploadCommand({ ...target, UploadId: uploadId, MultipartUpload: { Parts: parts } }),
    );
  } catch (error) {
    if (uploadId)
      await client.send(new AbortMultipartUploadCommand({ ...target, UploadId: uploadId })).catch(() => undefined);
    throw error;
  }
};
