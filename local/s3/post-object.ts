import { Readable } from 'node:stream';
import { AwsError } from '../protocol/aws-error.ts';
import type { AwsRequest, AwsResponse, Clock } from '../service.ts';
import { readForm } from './form-data.ts';
import type { ObjectInfo, ObjectStore } from './object-store.ts';
import { checkPostPolicy } from './post-policy.ts';
import { bodyOf, keptHeaders } from './upload.ts';
import { xmlResponse } from './xml.ts';

/** Takes an object that a browser uploads by a form, as far as its signed policy allows. */
export async function postObject(
  store: ObjectStore,
  clock: Clock,
  bucket: string,
  request: AwsRequest,
  location: (bucket: string, key: string) => string,
): Promise<{ readonly info: ObjectInfo; readonly response: AwsResponse }> {
  const { fields, fileName, file } = await readForm(request.headers['content-type'] ?? '', bodyOf(request));
  const { key: template } = fields;
  if (template === undefined || template === '')
    throw new AwsError('InvalidArgument', "Bucket POST must contain a field named 'key'.");
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the name that S3 gives to this placeholder
  const key = template.replaceAll('${filename}', fileName);
  const allowed = checkPostPolicy({ ...fields, key }, bucket, clock.now());

  let size = 0;
  const blob = await store.write(Readable.from(file, { objectMode: false }), (chunk) => {
    size += chunk.length;
    if (size > allowed.max)
      throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
        ProposedSize: size,
        MaxSizeAllowed: allowed.max,
      });
  });
  if (size < allowed.min) {
    store.discard(blob);
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
      ProposedSize: size,
      MinSizeAllowed: allowed.min,
    });
  }
  const info = { key, size, etag: blob.md5, modifiedAt: clock.now(), headers: keptHeaders(fields) };
  store.commit(bucket, info, blob);
  return { info, response: answer(fields, bucket, info, location(bucket, key)) };
}

function answer(
  fields: Readonly<Record<string, string>>,
  bucket: string,
  info: ObjectInfo,
  address: string,
): AwsResponse {
  const headers = { etag: `"${info.etag}"`, location: address };
  const goTo = fields.success_action_redirect;
  if (goTo !== undefined && URL.canParse(goTo)) {
    const url = new URL(goTo);
    for (const [name, value] of [
      ['bucket', bucket],
      ['key', info.key],
      ['etag', headers.etag],
    ] as const)
      url.searchParams.set(name, value);
    return { status: 303, headers: { ...headers, location: url.href } };
  }
  if (fields.success_action_status === '201')
    return xmlResponse(
      'PostResponse',
      { Location: address, Bucket: bucket, Key: info.key, ETag: headers.etag },
      headers,
      201,
    );
  return { status: fields.success_action_status === '200' ? 200 : 204, headers };
}
