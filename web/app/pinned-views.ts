import { entityOf } from '#web/lib/declarations.ts';
import { recordsOf } from './api.ts';
import { atLeast } from './writes.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The saved views that stand in the sidebar. */
export const pinnedViewsQuery = () => ({
  queryKey: ['savedView', 'list', 'pinned'],
  queryFn: async () => {
    const { items } = await recordsOf('savedView').list({
      query: {
        filter: { field: 'isPinned', op: 'eq', value: true },
        sort: 'name',
        limit: 20,
        total: false,
        'at-least': atLeast('savedView'),
      },
    });
    return items.flatMap((view) => {
      const entity = entityOf(textOf(view['noun']));
      return entity ? [{ id: view.id, name: textOf(view['name']), href: `/${entity.plural}?view=${view.id}` }] : [];
    });
  },
});
