import { createMemo } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { useSearchParams } from '#web/lib/router.ts';
import type { GridSort } from '#web/ui/grid-types.ts';
import { type Calculations, fromCalculations, toCalculations } from './calculations.ts';
import { preferencesOf } from './list-preferences.ts';

/** How a list is looked at. The address holds it, so that a link shows the same. */
export type ListState = {
  readonly viewId: () => string | undefined;
  readonly filter: () => Predicate | undefined;
  readonly sort: () => readonly GridSort[];
  readonly shown: () => readonly string[];
  /** The field that rows are grouped by. */
  readonly groupBy: () => string | undefined;
  /** What was chosen to stand at the foot of columns. */
  readonly calculations: () => Calculations;
  /** The field by which a calendar places the records. */
  readonly dateField: () => string | undefined;
  readonly words: () => string;
  readonly isBin: () => boolean;
  /** Board, table or calendar: as was asked for, else as the view is. */
  readonly layout: () => string | undefined;
  /** How much of the calendar is seen, and around which day. */
  readonly span: () => string | undefined;
  readonly day: () => string | undefined;
  /** True where the address says otherwise than the view. */
  readonly isChanged: () => boolean;
  readonly setFilter: (filter: Predicate | undefined) => void;
  readonly setSort: (sort: readonly GridSort[]) => void;
  readonly setShown: (shown: readonly string[] | undefined) => void;
  readonly setGroupBy: (field: string | undefined) => void;
  readonly setCalculations: (chosen: Calculations) => void;
  readonly setDateField: (field: string) => void;
  readonly setWords: (words: string) => void;
  readonly setBin: (isOn: boolean) => void;
  readonly setSpan: (span: string) => void;
  readonly setDay: (day: string | undefined) => void;
  readonly setLayout: (layout: string | undefined) => void;
  readonly openView: (id: string | undefined) => void;
  /** Back to what the view says. */
  readonly discard: () => void;
};

/** Stands in the address for the list without a view, where the person's list opens with one. */
const allViewId = 'all';
/** Stands in the address where something of a view was taken away. */
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
  const viewId = () => {
    const id = param('view') ?? (param('deleted') === undefined ? preferencesOf(entity().noun).defaultView : undefined);
    return id === allViewId ? undefined : id;
  };
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
  const given = (name: string) => (param(name) === nothing ? '' : param(name));
  const sort = createMemo(() => toSort(given('sort') ?? viewSort()));
  const shown = createMemo(
    () => param('columns')?.split(',') ?? strings(opened()?.['shownColumns']) ?? entity().columns,
  );
  const viewText = (key: string) => {
    const value = opened()?.[key];
    return typeof value === 'string' ? value : undefined;
  };
  const groupBy = () => {
    const field = param('group') ?? viewText('groupBy');
    return field === nothing ? undefined : field;
  };
  const viewCalculations = () => (strings(opened()?.['calculations']) ?? []).join(',');
  const calculations = createMemo(() => toCalculations((given('calc') ?? viewCalculations()).split(',')));
  const changeable = ['filter', 'sort', 'columns', 'group', 'calc', 'date'];
  const blank = { ...Object.fromEntries(changeable.map((name) => [name, undefined])), q: undefined };
  return {
    viewId,
    filter,
    sort,
    shown,
    groupBy,
    calculations,
    dateField: () => param('date') ?? viewText('dateField'),
    words: () => param('q') ?? '',
    isBin: () => param('deleted') === 'true',
    layout: () => param('layout') ?? viewText('kind'),
    span: () => param('span'),
    day: () => param('day'),
    isChanged: () =>
      changeable.some((name) => param(name) !== undefined) ||
      (opened() !== undefined && param('layout') !== undefined && param('layout') !== viewText('kind')),
    setFilter: (next) => {
      const isView = JSON.stringify(next) === JSON.stringify(viewFilter());
      set({ filter: isView ? undefined : next ? JSON.stringify(next) : nothing });
    },
    setSort: (next) => {
      const text = fromSort(next);
      set({ sort: text === viewSort() ? undefined : text || nothing });
    },
    setShown: (next) => set({ columns: next?.join(',') }),
    setGroupBy: (field) => set({ group: field === viewText('groupBy') ? undefined : (field ?? nothing) }),
    setCalculations: (chosen) => {
      const text = fromCalculations(chosen).join(',');
      set({ calc: text === viewCalculations() ? undefined : text || nothing });
    },
    setDateField: (field) => set({ date: field === viewText('dateField') ? undefined : field }),
    setWords: (words) => set({ q: words || undefined }),
    setBin: (isOn) => set({ ...blank, view: undefined, deleted: isOn ? 'true' : undefined }),
    setSpan: (span) => set({ span: span === 'month' ? undefined : span }),
    setDay: (day) => set({ day }),
    setLayout: (layout) => set({ layout: layout === viewText('kind') ? undefined : layout }),
    openView: (id) =>
      set({
        ...blank,
        layout: undefined,
        view: id ?? (preferencesOf(entity().noun).defaultView === undefined ? undefined : allViewId),
        deleted: undefined,
      }),
    discard: () => set(opened() === undefined ? blank : { ...blank, layout: undefined }),
  };
};
