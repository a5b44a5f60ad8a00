import { entities } from '#shared/registry.ts';
import { builtInRoles } from '#shared/role/built-in-roles.ts';
import { openApi } from '#test/load/api.ts';

/** A screen of the staff app: its name and its address. */
export type Screen = { readonly name: string; readonly path: string };

/** The others look alike: they are made from the declarations by the same lists and pages. */
const telling = new Set([
  'home',
  'deal-list',
  'deal-groups',
  'task-calendar',
  'deal',
  'contact',
  'import-list',
  'role',
  'lead-list',
  'audit',
  'profile',
  'view-as',
]);

/** One screen of each kind. */
export const tellingScreensAt = async (url: string): Promise<readonly Screen[]> =>
  (await screensAt(url)).filter(({ name }) => telling.has(name));

/** Every screen that somebody who may see everything can open: the pages, and a list and a record of every noun. */
export const screensAt = async (url: string): Promise<readonly Screen[]> => {
  const api = await openApi(url, 'admin@demo.example');
  const ofNouns = await Promise.all(
    entities.map(async ({ noun, plural }): Promise<Screen[]> => {
      const { items } = await api.call({ path: `/v1/${plural}`, query: { limit: '1' } });
      const [first] = items;
      return [
        { name: `${noun}-list`, path: `/${plural}` },
        ...(first ? [{ name: noun, path: `/${plural}/${first.id}` }] : []),
      ];
    }),
  );
  return [
    { name: 'home', path: '/' },
    { name: 'deal-table', path: '/deals?layout=table' },
    { name: 'deal-groups', path: '/deals?layout=table&group=stageId' },
    { name: 'deal-calendar', path: '/deals?layout=calendar&span=week' },
    { name: 'task-calendar', path: '/tasks?layout=calendar' },
    ...ofNouns.flat().filter(({ path }) => path !== '/settings'),
    { name: 'lead-table', path: '/leads?look=list' },
    { name: 'settings-page', path: '/settings' },
    { name: 'audit', path: '/settings/audit' },
    { name: 'bin', path: '/settings/bin' },
    { name: 'profile', path: '/profile' },
    { name: 'view-as', path: `/settings/view-as/role/${builtInRoles[2]?.id}` },
  ];
};
