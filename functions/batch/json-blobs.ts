import type { Blobs } from '#functions/platform/ports.ts';

/** Key of an order in a folder. */
export const orderKey = (folder: string, id: string): string => `${folder}/${id}/order.json`;

export const writeJson = (files: Blobs, key: string, value: unknown): Promise<void> =>
  files.put(key, new TextEncoder().encode(JSON.stringify(value)), 'application/json');

/** What `writeJson` wrote under a key of a folder that nobody can upload to; undefined where it is gone. */
export const readJson = async <T>(files: Blobs, key: string): Promise<T | undefined> => {
  const bytes = await files.get(key);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
};
