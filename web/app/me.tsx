import { createContext, useContext } from 'solid-js';
import type { Action } from '#shared/policy/grant.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import type { FieldInfo } from '#web/ui/field.ts';

/** The person who is signed in, and what they may do. What is hidden here is refused by the server all the same. */
export type Me = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly can: (action: Action, noun: string) => boolean;
  readonly canSee: (noun: string, field: string) => boolean;
  /** The values themselves, and not blotted out. */
  readonly canRead: (noun: string, field: string) => boolean;
  readonly canEdit: (noun: string, field: string) => boolean;
  /** No role keeps them from changing the field, where they may change the record. */
  readonly isOpen: (noun: string, field: string) => boolean;
};

type Answer = {
  readonly user: Readonly<Record<string, unknown>>;
  readonly grants: readonly { readonly noun: string; readonly action: string }[];
  readonly fieldAccess: readonly { readonly noun: string; readonly field: string; readonly access: string }[];
  readonly settings: Readonly<Record<string, unknown>>;
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What `GET /v1/me` says, in the form that screens ask it. */
export const meOf = (answer: Answer): Me => {
  const can = (action: Action, noun: string) =>
    answer.grants.some((grant) => grant.action === action && (grant.noun === noun || grant.noun === '*'));
  const accessOf = (noun: string, field: string) =>
    answer.fieldAccess.find((access) => access.noun === noun && access.field === field)?.access ?? 'edit';
  return {
    id: textOf(answer.user['id']),
    name: textOf(answer.user['name']) || textOf(answer.user['email']),
    email: textOf(answer.user['email']),
    settings: answer.settings,
    can,
    canSee: (noun, field) => accessOf(noun, field) !== 'none',
    canRead: (noun, field) => ['read', 'edit'].includes(accessOf(noun, field)),
    canEdit: (noun, field) => can('update', noun) && accessOf(noun, field) === 'edit',
    isOpen: (noun, field) => accessOf(noun, field) === 'edit',
  };
};

const MeContext = createContext<Me>();
export const MeProvider = MeContext.Provider;

export const useMe = (): Me => {
  const me = useContext(MeContext);
  if (!me) throw new Error('No person is signed in here.');
  return me;
};

/** The fields of a noun that this person may see. */
export const visibleFields = (me: Me, entity: EntityInfo): Readonly<Record<string, FieldInfo>> =>
  Object.fromEntries(Object.entries(entity.fields).filter(([key]) => me.canSee(entity.noun, key)));
