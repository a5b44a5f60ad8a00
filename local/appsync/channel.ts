/** A channel path as AppSync Events takes it: up to five segments, the first of which names a namespace. */
const segment = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?';
const path = new RegExp(`^/?${segment}(?:/${segment}){0,4}/?$`);
const pathWithWildcard = new RegExp(`^/?${segment}(?:/${segment}){0,3}/\\*$`);

/** `/list/a/` → `/list/a`; undefined for what is no channel. Only who subscribes may end it with `/*`. */
export function channelOf(text: unknown, mayEndInWildcard = false): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (!path.test(text) && !(mayEndInWildcard && pathWithWildcard.test(text))) return undefined;
  return `/${segmentsOf(text).join('/')}`;
}

export function segmentsOf(channel: string): string[] {
  return channel.split('/').filter((part) => part !== '');
}

/** Whether who subscribed to `subscribed` gets what is published to `published`. */
export function reaches(subscribed: string, published: string): boolean {
  return subscribed.endsWith('/*') ? published.startsWith(subscribed.slice(0, -1)) : subscribed === published;
}
