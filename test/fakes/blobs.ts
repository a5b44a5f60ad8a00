import type { Blobs } from '#functions/platform/ports.ts';

/** Objects in memory; large ones come in pieces of `pieceBytes`. */
export const createMemoryBlobs = (
  pieceBytes = 64 * 1024,
  onCall: (name: string) => void = () => {},
): Blobs & { readonly objects: Map<string, Uint8Array> } => {
  const objects = new Map<string, Uint8Array>();
  return {
    objects,
    get: async (key) => {
      onCall('before blob get');
      return objects.get(key);
    },
    stream: async (key, from = 0) => {
      onCall('before blob stream');
      const bytes = objects.get(key);
      if (!bytes) return undefined;
      return (async function* () {
        for (let at = from; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
      })();
    },
    put: async (key, body) => {
      onCall('before blob put');
      objects.set(key, body);
      onCall('after blob put');
    },
    putStream: async (key, body) => {
      onCall('before blob putStream');
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      objects.set(key, Buffer.concat(pieces));
    },
    sizeOf: async (key) => objects.get(key)?.length,
    list: async (prefix) =>
      [...objects].flatMap(([key, b]) => (key.startsWith(prefix) ? [{ key, sizeBytes: b.length, modifiedMs: 0 }] : [])),
    delete: async (key) => void objects.delete(key),
    uploadForm: async (key) => ({ url: 'memory:', fields: { key } }),
    downloadUrl: async (key, fileName) => `memory:${key}?${fileName}`,
  };
};
