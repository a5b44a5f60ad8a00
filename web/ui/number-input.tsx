import { formatNumber, locale } from '#web/lib/format.ts';
import { parseNumber } from '#web/lib/parse-number.ts';
import type { InputProps } from './field.ts';
import { ParsedInput } from './parsed-input.tsx';
import { text } from './text.ts';

/** A number in the spelling of the person's locale. */
export const NumberInput = (props: InputProps<number>) => (
  <ParsedInput
    {...props}
    inputMode="decimal"
    class="tnum"
    format={formatNumber}
    parse={(typed) => parseNumber(typed.replace(/%$/, ''), locale())}
    complaint={text.notANumber}
  />
);
