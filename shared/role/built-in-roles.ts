import type { Action, Grant, Scope } from '../policy/grant.ts';
import type { Group } from './role.ts';

const grants = (nouns: readonly string[], actions: readonly Action[], scope: Scope): Grant[] =>
  nouns.flatMap((noun) => actions.map((action) => ({ noun, action, scope })));

const records = ['company', 'contact', 'lead', 'deal', 'task', 'note', 'call'];
const reference = ['user', 'team', 'role', 'pipeline', 'stage', 'product', 'settings'];
const change: readonly Action[] = ['create', 'read', 'update', 'delete'];

export type BuiltInRole = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly group: Group;
  readonly grants: readonly Grant[];
};

/** The roles that a new deployment begins with; administrators may change their grants. Ids are fixed. */
export const builtInRoles: readonly BuiltInRole[] = [
  {
    id: '0R00000000000000000000ADM1',
    name: 'Administrator',
    description: 'May do everything.',
    group: 'admin',
    grants: grants(['*'], ['create', 'read', 'update', 'delete', 'assign', 'bulk', 'export', 'import', 'merge'], 'all'),
  },
  {
    id: '0R00000000000000000000MGR1',
    name: 'Manager',
    description: 'Sees and changes all records, assigns, imports, sets up pipelines and rules.',
    group: 'manager',
    grants: [
      ...grants(
        [...records, 'product', 'pipeline', 'stage', 'assignmentRule', 'import', 'job', 'savedView'],
        [...change, 'assign', 'bulk', 'export', 'import', 'merge'],
        'all',
      ),
      ...grants(['user', 'team', 'role', 'settings'], ['read'], 'all'),
      ...grants(['team'], ['create', 'update'], 'all'),
    ],
  },
  {
    id: '0R00000000000000000000SAM1',
    name: 'Sales',
    description: 'Works with the leads and deals of the own team, reads all companies and contacts.',
    group: 'sales',
    grants: [
      ...grants(['company', 'contact'], ['create', 'read'], 'all'),
      ...grants(['company', 'contact'], ['update', 'bulk'], 'team'),
      ...grants(['lead', 'deal', 'task', 'note', 'call'], ['create', 'read', 'update', 'bulk'], 'team'),
      ...grants(['lead', 'deal', 'task', 'note', 'call', 'company', 'contact'], ['delete'], 'own'),
      ...grants(['lead', 'deal'], ['assign'], 'own'),
      ...grants(['savedView'], change, 'own'),
      ...grants(reference, ['read'], 'all'),
    ],
  },
  {
    id: '0R00000000000000000000MKT1',
    name: 'Marketing',
    description: 'Reads and changes companies, contacts and leads.',
    group: 'marketing',
    grants: [
      ...grants(['company', 'contact', 'lead', 'note'], ['create', 'read', 'update', 'bulk', 'export'], 'all'),
      ...grants(['task'], change, 'own'),
      ...grants(['savedView'], change, 'own'),
      ...grants(['deal'], ['read'], 'all'),
      ...grants(reference, ['read'], 'all'),
    ],
  },
  {
    id: '0R00000000000000000000SVP1',
    name: 'Support',
    description: 'Reads companies and contacts, keeps contacts, notes, calls and tasks.',
    group: 'support',
    grants: [
      ...grants(['company'], ['read'], 'all'),
      ...grants(['contact', 'note', 'call'], ['create', 'read', 'update'], 'all'),
      ...grants(['task'], change, 'team'),
      ...grants(['savedView'], change, 'own'),
      ...grants(reference, ['read'], 'all'),
    ],
  },
  {
    id: '0R00000000000000000000VEW1',
    name: 'Read only',
    description: 'Reads all records and changes none.',
    group: 'readonly',
    grants: [
      ...grants(records, ['read'], 'all'),
      ...grants(reference, ['read'], 'all'),
      ...grants(['savedView'], ['read'], 'own'),
    ],
  },
];
