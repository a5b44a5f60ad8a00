import type { Blobs } from '#functions/platform/ports.ts';
import type { Invocation, SimWorld } from './sim-world.ts';

/** The files of the deployment, each call of them a step of the world. */
export const filesOf = (blobs: Blobs, world: SimWorld, invocation: Invocation): Blobs => {
  const step = async <T>(name: string, run: () => Promise<T>): Promise<T> =>
    world.call(invocation, name, run).then((made) => made);
  return {
    ...blobs,
    get: (key) => step('blob get', () => blobs.get(key)),
    stream: (key, from) => step('blob stream', () => blobs.stream(key, from)),
    put: (key, body, type) => step('blob put', () => blobs.put(key, body, type)),
    putStream: (key, body, type) => step('blob putStream', () => blobs.putStream(key, body, type)),
  };
};
