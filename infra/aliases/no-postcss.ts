/** sanitize-html parses style attributes with postcss; none are allowed, so it is never called. */
export const parse = (): never => {
  throw new Error('style attributes are not allowed');
};
