import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { boolean, choice, date, dateTime, email, labels, longText, phone, ref, refs, text } from '../contract/field.ts';

/** Somebody who signs in. Their own record decides what they may do, at every request. */
export const user = defineEntity({
  noun: 'user',
  plural: 'users',
  label: { one: 'Person', many: 'People' },
  area: 'people',
  title: 'name',
  icon: 'user',
  group: 'settings',
  fields: {
    name: text({
      label: 'Name',
      required: true,
      search: 8,
      sensitivity: 'personal',
      aliases: ['full name', 'sales agent', 'agent'],
    }),
    email: email({ label: 'E-mail', required: true, unique: true, search: 6, sensitivity: 'personal' }),
    status: choice(
      [
        { id: 'invited', label: 'Invited', tone: 'info' },
        { id: 'active', label: 'Active', tone: 'success' },
        { id: 'suspended', label: 'Suspended', tone: 'warning' },
        { id: 'deprovisioned', label: 'Left', tone: 'neutral' },
      ],
      { label: 'Status', required: true },
    ),
    roleIds: refs('role', { label: 'Roles', required: true }),
    memberOf: refs('team', {
      label: 'Member of',
      help: 'Their teams; the first is the one that new records belong to',
    }),
    managerId: ref('user', { label: 'Manager' }),
    isAvailable: boolean({ label: 'Takes new leads', help: 'Off: the assignment rules pass them over' }),
    awayUntil: date({ label: 'Away until' }),
    territories: labels({ label: 'Territories', aliases: ['region', 'regional office'] }),
    title: text({ label: 'Job title' }),
    phone: phone({ label: 'Phone', sensitivity: 'personal' }),
    timeZone: text({ label: 'Time zone', max: 60 }),
    locale: text({ label: 'Language', max: 20 }),
    signature: longText({ label: 'Mail signature', max: 5000 }),
    cognitoSub: text({ label: 'Sign-in id', unique: true, readOnly: true, section: 'System' }),
    tokensValidAfter: dateTime({ label: 'Signed out before', readOnly: true, section: 'System' }),
  },
  defaults: { status: 'invited', isAvailable: true },
  columns: ['name', 'email', 'status', 'roleIds', 'memberOf', 'isAvailable'],
  highlights: ['email', 'status', 'roleIds', 'memberOf'],
  importable: false,
});
export type User = RecordOf<typeof user>;

/** True for somebody who may use the CRM now. Who was invited becomes active with the first sign-in. */
export const maySignIn = (person: { readonly status?: unknown; readonly deletedAt?: unknown }): boolean =>
  (person.status === 'active' || person.status === 'invited') && person.deletedAt === undefined;

/** True for somebody who takes new leads on the day `today` (`YYYY-MM-DD`, in their own time zone). */
export const isTakingLeads = (person: Readonly<Record<string, unknown>>, today: string): boolean => {
  const awayUntil = person.awayUntil;
  return maySignIn(person) && person.isAvailable !== false && !(typeof awayUntil === 'string' && awayUntil >= today);
};
