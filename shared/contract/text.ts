import * as z from 'zod';
import { detail } from './detail.ts';

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const controlInLine = /[\u0000-\u001f\u007f\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above, but tab, line feed and carriage return are text
const controlInText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const wellFormed = (schema: z.ZodString, control: RegExp) =>
  schema
    .refine((s) => !loneSurrogate.test(s), detail('notUnicode'))
    .refine((s) => !control.test(s), detail('controlCharacters'));

/** Hundreds of fields share a few lengths, and each schema costs a function time when it starts. */
const perLength = (make: (max: number) => z.ZodString): ((max: number) => z.ZodString) => {
  const made = new Map<number, z.ZodString>();
  return (max) => {
    const schema = made.get(max) ?? make(max);
    made.set(max, schema);
    return schema;
  };
};

const ofLength = (max: number): z.ZodString => z.string().min(1, detail('empty')).max(max, detail('tooLong', { max }));

/** Text of one line without blanks at its ends, 1 to `max` UTF-16 units. */
export const singleLine = perLength((max) =>
  wellFormed(ofLength(max), controlInLine).refine((s) => s === s.trim(), detail('blankEnds')),
);

/** Text of several lines, 1 to `max` UTF-16 units. */
export const multiLine = perLength((max) => wellFormed(ofLength(max), controlInText));

/** HTML; what is not on the allow-list is taken out when it is written. */
export const richText = multiLine(50_000);

/** An address of RFC 5321's everyday form, lower-cased; international domains in their ASCII form. */
export const emailAddress = z
  .string()
  .max(254, detail('tooLong', { max: 254 }))
  .regex(
    /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/,
    detail('notAnEmail'),
  );

/** E.164, or the digits as they were given where the country is not known. */
export const phoneNumber = z.string().regex(/^(\+[1-9]\d{4,17}|[0-9][0-9 ()./-]{2,28}[0-9])$/, detail('notAPhone'));

/** An absolute http or https address. */
export const webAddress = z
  .string()
  .max(2000, detail('tooLong', { max: 2000 }))
  .regex(/^https?:\/\/[^\s<>"'\\^`{|}]+$/i, detail('notAnAddress'));
