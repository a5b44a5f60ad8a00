import { createMemo } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { useSearchParams } from '#web/lib/router.ts';
import type { GridSort } from '#web/ui/grid-types.ts';

/** How a list is looked at. The address holds it, so that a link shows the same. */
export type ListState = {
  readonly viewId: () => string | undefined;
  readonly filter: () => Predicate | undefined;
  readonly sort: () => readonly GridSort[];
  readonly shown: () => readonly string[];
  readonly words: () => string;
  readonly isBin: () => boolean;
  readonly layout: () => string | undefined;
  /** True where the address says otherwise than the view. */
  readonly isChanged: () => boolean;
  readonly setFilter: (filter: Predicate | undefined) => void;
  readonly setSort: (sort: readonly GridSort[]) => void;
  readonly setShown: (shown: readonly string[] | undefined) => void;
  readonly setWords: (words: string) => void;
  readonly setBin: (isOn: boolean) => void;
  readonly setLayout: (layout: string | undefined) => void;
  readonly openView: (id: string | undefined) => void;
  /** Back to what the view says. */
  readonly discard: () => void;
};

/** Stands in the address where a view's filter was taken away. */
const nothing = 'none';

const first = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0];

export const toSort = (text: string): GridSort[] =>
  text
    .split(',')
    .filter(Boolean)
    .map((part) => ({ field: part.replace(/^-/, ''), isDescending: part.startsWith('-') }));
export const fromSort = (sort: readonly GridSort[]): string =>
  sort.map((s) => (s.isDescending ? `-${s.field}` : s.field)).join(',');

const isPredicate = (value: unknown): value is Predicate =>
  typeof value === 'object' && value !== null && ['and', 'or', 'not', 'field'].some((key) => key in value);

const parsePredicate = (text: string): Predicate | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isPredicate(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const strings = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.length > 0 ? value.filter((v): v is string => typeof v === 'string') : undefined;

/** The state of a noun's list, from the address and, where that says nothing, from the open view. */
export const useListState = (entity: () => EntityInfo, view: (id: string) => AnyRecord | undefined): ListState => {
  const [params, setParams] = useSearchParams();
  const param = (name: string) => first(params[name]);
  const set = (values: Readonly<Record<string, string | undefined>>) => setParams(values, { replace: true });
  const viewId = () => param('view');
  const opened = createMemo(() => {
    const id = viewId();
    return id === undefined ? undefined : view(id);
  });
  const viewFilter = () => {
    const filter = opened()?.['filter'];
    return isPredicate(filter) ? filter : undefined;
  };
  const filter = createMemo(() => {
    const text = param('filter');
    if (text === undefined) return viewFilter();
    return text === nothing ? undefined : parsePredicate(text);
  });
  const viewSort = () => strings(opened()?.['sort'])?.join(',') ?? '';
  const sort = createMemo(() => toSort(param('sort') ?? viewSort()));
  const shown = createMemo(
    () => param('columns')?.split(',') ?? strings(opened()?.['shownColumns']) ?? entity().columns,
  );
  const blank = { filter: undefined, sort: undefined, columns: undefined, q: undefined };
  return {
    viewId,
    filter,
    sort,
    shown,
    words: () => param('q') ?? '',
    isBin: () => param('deleted') === 'true',
    layout: () => param('layout'),
    isChanged: () => ['filter', 'sort', 'columns'].some((name) => param(name) !== undefined),
    setFilter: (next) => {
      const isView = JSON.stringify(next) === JSON.stringify(viewFilter());
      set({ filter: isView ? undefined : next ? JSON.stringify(next) : nothing });
    },
    setSort: (next) => {
      const text = fromSort(next);
      set({ sort: text === viewSort() ? undefined : text });
    },
    setShown: (next) => set({ columns: next?.join(',') }),
    setWords: (words) => set({ q: words || undefined }),
    setBin: (isOn) => set({ ...blank, view: undefined, deleted: isOn ? 'true' : undefined }),
    setLayout: (layout) => set({ layout }),
    openView: (id) => set({ ...blank, view: id, deleted: undefined }),
    discard: () => set(blank),
  };
};
