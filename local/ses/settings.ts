import type { Documents } from '../store.ts';
import type { MailStore } from './mail-store.ts';

/** What a configuration set publishes and where. */
export type ConfigurationSet = {
  readonly name: string;
  /** Whether addresses of the account's suppression list are kept from this set's mail. */
  readonly suppresses: boolean;
  readonly destinations: readonly EventDestination[];
};

export type EventDestination = {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly types: readonly string[];
  readonly toEventBus: boolean;
};

/** An address or a domain that mail is sent from. */
export type Identity = { readonly name: string; readonly configurationSet?: string };

export type Suppressed = { readonly address: string; readonly reason: 'BOUNCE' | 'COMPLAINT'; readonly at: number };

export type Template = {
  readonly name: string;
  readonly subject?: string;
  readonly html?: string;
  readonly text?: string;
  readonly createdAt: number;
};

/** What SES knows besides mail. Sets are the template's; identities, templates and suppressed addresses may also be made by calls. */
export type Settings = {
  readonly configurationSets: Map<string, ConfigurationSet>;
  putDestination(setName: string, destination: EventDestination): void;
  declareIdentity(identity: Identity): void;
  identities(): Identity[];
  /** The identity that an address is sent by: itself, its domain, or a domain above that. */
  identityOf(address: string): Identity | undefined;
  /** Whether mail is only sent from known identities: as soon as there is one. */
  checksIdentities(): boolean;
  addIdentity(identity: Identity): void;
  removeIdentity(name: string): boolean;
  /** By address in lower case. */
  readonly suppressed: Documents<Suppressed>;
  readonly templates: Documents<Template>;
};

export function createSettings(store: MailStore): Settings {
  const configurationSets = new Map<string, ConfigurationSet>();
  const declared = new Map<string, Identity>();
  const added = store.table<Identity>('identity');
  const find = (name: string): Identity | undefined => declared.get(name) ?? added.get(name);

  return {
    configurationSets,
    putDestination(setName, destination) {
      const set = configurationSets.get(setName);
      if (set === undefined) throw new Error(`There is no configuration set ${setName}.`);
      const others = set.destinations.filter((one) => one.name !== destination.name);
      configurationSets.set(setName, { ...set, destinations: [...others, destination] });
    },
    declareIdentity: (identity) => void declared.set(identity.name.toLowerCase(), identity),
    identities: () => [...declared.values(), ...added.all()],
    identityOf(address) {
      const lower = address.toLowerCase();
      const labels = (lower.split('@')[1] ?? '').split('.');
      const domains = labels.map((_label, index) => labels.slice(index).join('.'));
      return [lower, ...domains].map(find).find((identity) => identity !== undefined);
    },
    checksIdentities: () => declared.size > 0 || added.all().length > 0,
    addIdentity: (identity) => added.put(identity.name.toLowerCase(), identity),
    removeIdentity: (name) => added.remove(name.toLowerCase()) || declared.delete(name.toLowerCase()),
    suppressed: store.table<Suppressed>('suppressed'),
    templates: store.table<Template>('mail_template'),
  };
}

/** Whether a set puts events of a type (`Send`, `Rendering Failure`) on the bus. Templates spell types in several ways. */
export function publishes(set: ConfigurationSet | undefined, type: string): boolean {
  const wanted = plain(type);
  return (
    set?.destinations.some(
      (one) => one.isEnabled && one.toEventBus && one.types.some((other) => plain(other) === wanted),
    ) ?? false
  );
}

function plain(type: string): string {
  return type.toLowerCase().replace(/[^a-z]/g, '');
}
