/** Applies one of the operators on text (prefix, suffix, equals-ignore-case, wildcard, cidr); a value that is no text never matches. */
export function matchText(operator: string, operand: unknown, value: unknown): boolean {
  const match = operators[operator];
  if (match === undefined) throw new TypeError(`Unrecognized match type ${operator}`);
  return typeof value === 'string' && match(operand, value);
}

const operators: Readonly<Record<string, (operand: unknown, value: string) => boolean>> = {
  prefix: (operand, value) => affix(operand, value, (text, part) => text.startsWith(part)),
  suffix: (operand, value) => affix(operand, value, (text, part) => text.endsWith(part)),
  'equals-ignore-case': (operand, value) => value.toLowerCase() === text(operand).toLowerCase(),
  wildcard: (operand, value) => wildcard(text(operand)).test(value),
  cidr: (operand, value) => isInRange(text(operand), value),
};

function text(operand: unknown): string {
  if (typeof operand !== 'string') throw new TypeError('The operand must be a string.');
  return operand;
}

/** A prefix or suffix is text or `{ "equals-ignore-case": text }`. */
function affix(operand: unknown, value: string, test: (text: string, part: string) => boolean): boolean {
  if (typeof operand === 'object' && operand !== null && 'equals-ignore-case' in operand)
    return test(value.toLowerCase(), text(operand['equals-ignore-case']).toLowerCase());
  return test(value, text(operand));
}

/** `*` is any run of characters; a backslash takes the meaning from `*` and from itself. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\([*\\])|(\*)|([.*+?^${}()|[\]\\])/g, (_match, escaped, star, special) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return star === undefined ? `\\${special}` : '[\\s\\S]*';
  });
  return new RegExp(`^${source}$`);
}

type Address = { readonly bits: number; readonly value: bigint };

function isInRange(range: string, value: string): boolean {
  const [network = '', length = ''] = range.split('/');
  const base = parseAddress(network);
  const address = parseAddress(value);
  if (base === undefined || address === undefined || base.bits !== address.bits) return false;
  const hostBits = BigInt(base.bits - Number(length));
  return base.value >> hostBits === address.value >> hostBits;
}

function parseAddress(address: string): Address | undefined {
  const octets = address.split('.').map(Number);
  if (octets.length === 4 && octets.every((octet) => Number.isInteger(octet) && octet >= 0 && octet < 256))
    return { bits: 32, value: join(octets, 8n) };
  if (!/^[0-9a-f:]+$/i.test(address) || !address.includes(':')) return undefined;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...after];
  if (groups.length !== 8) return undefined;
  const values = groups.map((group) => Number.parseInt(group, 16));
  return { bits: 128, value: join(values, 16n) };
}

function join(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((sum, part) => (sum << bits) | BigInt(part), 0n);
}
