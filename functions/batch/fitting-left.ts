import type { Left } from '#shared/job/left.ts';

const maxBytes = 24_000;

/** The first of a list, as many as a record of 64 KB has room for beside another such list. */
export const fittingLeft = (left: readonly Left[]): Left[] => {
  let bytes = 0;
  const over = left.findIndex((entry) => {
    bytes += Buffer.byteLength(JSON.stringify(entry));
    return bytes > maxBytes;
  });
  return left.slice(0, over < 0 ? left.length : over);
};
