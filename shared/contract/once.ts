/** What `make` gives, made when it is first asked for: a function that starts needs few of the schemas that are declared. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
