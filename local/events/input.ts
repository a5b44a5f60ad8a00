/** How a rule's target wants its input: as a constant, a part of the event, a template over parts of it, or the event itself. */
export type InputShape = {
  readonly Input?: string | undefined;
  readonly InputPath?: string | undefined;
  readonly InputTransformer?:
    | { readonly InputTemplate: string; readonly InputPathsMap?: Readonly<Record<string, string>> | undefined }
    | undefined;
};

/** The JSON text that a target gets for an event. */
export function shapeInput(
  shape: InputShape,
  event: Readonly<Record<string, unknown>>,
  reserved: Readonly<Record<string, string>>,
): string {
  if (shape.Input !== undefined) return shape.Input;
  if (shape.InputPath !== undefined) return JSON.stringify(readPath(event, shape.InputPath) ?? {});
  if (shape.InputTransformer !== undefined) return transform(shape.InputTransformer, event, reserved);
  return JSON.stringify(event);
}

function transform(
  transformer: NonNullable<InputShape['InputTransformer']>,
  event: Readonly<Record<string, unknown>>,
  reserved: Readonly<Record<string, string>>,
): string {
  const values = new Map<string, unknown>(Object.entries(reserved));
  values.set('aws.events.event', withoutDetail(event));
  values.set('aws.events.event.json', event);
  for (const [name, path] of Object.entries(transformer.InputPathsMap ?? {})) values.set(name, readPath(event, path));
  const template = transformer.InputTemplate;
  return template.replace(/<([^<>\s]+)>/g, (placeholder: string, name: string, offset: number) => {
    if (!values.has(name)) return placeholder;
    const value = values.get(name);
    // Within quotes a value is part of a string; alone it is JSON. A missing one is an empty string or null, as on AWS.
    return isInsideString(template, offset) ? insideString(value) : JSON.stringify(value ?? null);
  });
}

/** Whether a position of the template is within a JSON string. */
function isInsideString(template: string, position: number): boolean {
  let isOpen = false;
  for (let index = 0; index < position; index++) {
    if (template[index] === '\\') index++;
    else if (template[index] === '"') isOpen = !isOpen;
  }
  return isOpen;
}

function insideString(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}

function withoutDetail(event: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { detail: _detail, ...rest } = event;
  return rest;
}

/** Reads a JSON path of the kind that rules allow: names by dot or in brackets, and indexes. */
export function readPath(event: unknown, path: string): unknown {
  let value = event;
  for (const [, dotted, quoted, index] of path.matchAll(/\.([\w-]+)|\['([^']+)'\]|\[(\d+)\]/g)) {
    const key = dotted ?? quoted ?? index ?? '';
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  return value;
}
