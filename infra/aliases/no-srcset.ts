/** sanitize-html reads `srcset` with it; the attribute is not allowed, so it is never asked to. */
const noSources = (): never => {
  throw new Error('srcset is not allowed');
};
export default noSources;
