import { matchText } from './text-operators.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Whether an event matches an EventBridge event pattern. Follows AWS's rules: fields are joined by and, the values of a list by or,
 * an array of the event matches when one element does. An operator that does not exist throws.
 */
export function matchesPattern(pattern: Fields, event: unknown): boolean {
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or' && isAlternatives(expected)) return expected.some((one) => matchesPattern(one, event));
    return matchesField(expected, isFields(event) ? event[key] : undefined);
  });
}

function matchesField(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) return matchesLeaf(expected, actual);
  if (!isFields(expected)) throw new TypeError('A value of an event pattern must be a list or an object.');
  // One element has to match on its own: parts of the pattern do not match across elements.
  if (Array.isArray(actual) && actual.length > 0)
    return actual.some((element) => isFields(element) && matchesPattern(expected, element));
  return matchesPattern(expected, isFields(actual) ? actual : undefined);
}

function matchesLeaf(matchers: readonly unknown[], actual: unknown): boolean {
  const values = scalars(actual);
  return matchers.some((matcher) => {
    if (isFields(matcher) && matcher.exists === false) return values.length === 0;
    return values.some((value) => matchesValue(matcher, value));
  });
}

/** What of a field can be compared: a scalar itself, an array's scalars at any depth, nothing of an object. */
function scalars(actual: unknown): readonly unknown[] {
  if (actual === undefined) return [];
  const values: readonly unknown[] = Array.isArray(actual) ? actual.flat(Number.POSITIVE_INFINITY) : [actual];
  return values.filter((value) => !isFields(value));
}

function matchesValue(matcher: unknown, value: unknown): boolean {
  if (!isFields(matcher)) return matcher === value;
  const [operator = '', operand] = Object.entries(matcher)[0] ?? [];
  if (operator === 'exists') return operand === true;
  if (operator === 'numeric') return matchesNumeric(operand, value);
  if (operator === 'anything-but') return matchesAnythingBut(operand, value);
  return matchText(operator, operand, value);
}

function matchesAnythingBut(operand: unknown, value: unknown): boolean {
  if (!isFields(operand)) return !asList(operand).includes(value);
  const [operator = '', excluded] = Object.entries(operand)[0] ?? [];
  return !asList(excluded).some((one) => matchText(operator, one, value));
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function matchesNumeric(operand: unknown, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  const terms = asList(operand);
  for (let index = 0; index < terms.length; index += 2) {
    const compare = comparisons[String(terms[index])];
    const bound = terms[index + 1];
    if (compare === undefined || typeof bound !== 'number')
      throw new TypeError('"numeric" takes pairs of an operator and a number.');
    if (!compare(value, bound)) return false;
  }
  return terms.length > 0;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `$or` is an operator only with two objects or more; else it is a field of that name. */
function isAlternatives(value: unknown): value is readonly Fields[] {
  return Array.isArray(value) && value.length >= 2 && value.every(isFields);
}
