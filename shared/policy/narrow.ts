import type { Access, Scope } from './grant.ts';
import type { Policy } from './policy.ts';

const widths: readonly (Scope | undefined)[] = [undefined, 'own', 'team', 'all'];
const levels: readonly Access[] = ['none', 'masked', 'read', 'edit'];

/** What `theirs` allows and `mine` allows too: nobody sees more through somebody else's eyes than with their own. */
export const narrowed = (theirs: Policy, mine: Policy): Policy => {
  const accessOf = (noun: string, field: string): Access =>
    levels[Math.min(levels.indexOf(theirs.accessOf(noun, field)), levels.indexOf(mine.accessOf(noun, field)))] ??
    'none';
  return {
    accessOf,
    scopeOf: (noun, action) =>
      widths[Math.min(widths.indexOf(theirs.scopeOf(noun, action)), widths.indexOf(mine.scopeOf(noun, action)))],
    may: (noun, action, record) => theirs.may(noun, action, record) && mine.may(noun, action, record),
    readable: (noun, field) => theirs.readable(noun, field) && mine.readable(noun, field),
    editable: (noun, field) => theirs.editable(noun, field) && mine.editable(noun, field),
    // what is left out or blotted out by one stays so with the other
    project: (noun, record) => mine.project(noun, theirs.project(noun, record)),
    readPredicate: (noun) => {
      const [a, b] = [theirs.readPredicate(noun), mine.readPredicate(noun)];
      if (a === false || b === false) return false;
      if (a === true) return b;
      return b === true ? a : { and: [a, b] };
    },
  };
};
