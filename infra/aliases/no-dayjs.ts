/** sanitize-html's helper for addresses can also read dates, with dayjs; it is never asked to. */
const noDates = (): never => {
  throw new Error('dates are not read here');
};
export default noDates;
