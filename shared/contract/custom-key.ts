import * as z from 'zod';

/** What keys of custom fields begin with; no declared field does. */
export const customPrefix = 'x_';
/** True for the key of a field that an administrator added. */
export const isCustomKey = (key: string): boolean => key.startsWith(customPrefix);

const customKey = 'x_[a-z0-9][a-z0-9_]{0,57}';
const declaredKey = '[a-zA-Z][a-zA-Z0-9]{0,60}';
const anyKey = `(?:${customKey}|${declaredKey})`;

/** The key of a custom field: nothing in it has a meaning to SQL, JSON paths or JSON pointers. */
export const customKeyPattern = new RegExp(`^${customKey}$`);
/** The key of a field, declared or custom. */
export const fieldKeyPattern = new RegExp(`^${anyKey}$`);
/** A field, or one of the record that a reference points at: `industry`, `companyId.industry`, `x_region`. */
export const fieldPathPattern = new RegExp(`^${anyKey}(?:\\.${anyKey})?$`);
/** The same with `-` before it where the order descends. */
export const sortPattern = new RegExp(`^-?${anyKey}(?:\\.${anyKey})?$`);
/** One of these figures, a colon and the field that it is worked out of: `average:amount`. */
export const figurePattern = (kinds: readonly string[]): RegExp => new RegExp(`^(?:${kinds.join('|')}):${anyKey}$`);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The same object, open to custom fields: keys that begin with `x_` hold any JSON here and are checked against the noun's definitions when
 * they are written. Every other unknown property is refused as before.
 */
export const withCustomKeys = <S extends z.ZodObject>(schema: S): S => {
  const known = new Set(Object.keys(schema.shape));
  const check = z.check<unknown>((payload) => {
    if (!isObject(payload.value)) return;
    const keys = Object.keys(payload.value).filter((key) => !known.has(key) && !customKeyPattern.test(key));
    if (keys.length > 0) payload.issues.push({ code: 'unrecognized_keys', keys, input: payload.value });
  });
  // also where something else is wrong, so that all of it is reported at once
  check._zod.def.when = () => true;
  // an open object that checks its keys has the type of the closed one
  return schema
    .catchall(z.unknown())
    .check(check)
    .meta({ patternProperties: { [`^${customKey}$`]: {} }, additionalProperties: false }) as unknown as S;
};
