/** A template whose data lacks something, as SES's "Rendering Failure" words it. */
export class RenderingError extends Error {}

/** Fills `{{name}}` and `{{a.b}}` from data; HTML is escaped in HTML parts unless in triple braces. A missing value throws. */
export function renderTemplate(
  template: string,
  data: unknown,
  escapeValue: (text: string) => string = (text) => text,
): string {
  return template.replace(
    /\{\{\{\s*([\w.-]+)\s*\}\}\}|\{\{\s*([\w.-]+)\s*\}\}/g,
    (_whole, raw: string | undefined, name: string | undefined) => {
      const path = raw ?? name ?? '';
      const value = path
        .split('.')
        .reduce<unknown>(
          (at, key) =>
            typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined,
          data,
        );
      if (value === undefined) throw new RenderingError(`Attribute '${path}' is not present in the rendering data.`);
      return raw === undefined ? escapeValue(String(value)) : String(value);
    },
  );
}
