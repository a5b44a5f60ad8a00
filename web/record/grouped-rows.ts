import { createMemo, createSignal, mapArray } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Group, Selection } from '#web/app/api.ts';
import { type EntityInfo, entityOf, fieldOf } from '#web/lib/declarations.ts';
import { createInfiniteQuery, createQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import type { FieldInfo } from '#web/ui/field.ts';
import type { GridLine } from '#web/ui/grid-types.ts';
import { useRefSource } from '#web/ui/ref-source.ts';
import { sumText } from './calculations.ts';
import { groupHead } from './group-head.tsx';
import { both, groupFilter, groupId, groupLabel, ordered } from './grouping.ts';
import { createKeptRows } from './kept-rows.ts';
import { fewQuery, groupsQuery, listQuery } from './record.queries.ts';

/** With more groups than this, each is opened by whoever wants to see its rows. */
const mostOpen = 20;
const mostRanked = 200;

type Wanted = {
  readonly entity: EntityInfo;
  readonly groupBy: string | undefined;
  readonly selection: Selection;
  readonly sort: string;
  readonly columns: readonly string[];
  readonly sum: readonly string[];
  readonly isReady: boolean;
};

/** The rows of a list under the values of a field. Rows of a group are asked for when they come into sight. */
export const createGroupedRows = (wanted: () => Wanted) => {
  const source = useRefSource();
  const isOn = () => wanted().groupBy !== undefined && wanted().isReady;
  const answer = createQuery(() => {
    const { entity, groupBy = '', selection, sum } = wanted();
    return {
      ...groupsQuery(entity.noun, selection, groupBy, sum),
      enabled: isOn(),
      // the groups of another field are none of this one
      placeholderData: (
        last: readonly Group[] | undefined,
        query: { readonly queryKey: readonly unknown[] } | undefined,
      ) => (query?.queryKey[3] === groupBy ? last : undefined),
    };
  });
  const field = (): FieldInfo | undefined => fieldOf(wanted().entity, wanted().groupBy ?? '');
  /** What stages and the like are called has no meaning for their order, but they have one. */
  const rankedNoun = () => {
    const target = field()?.kind === 'ref' ? entityOf(field()?.target ?? '') : undefined;
    return target?.fields['order'] ? target.noun : undefined;
  };
  const ranking = createQuery(() => ({
    ...fewQuery(rankedNoun() ?? '', {}, 'order', mostRanked),
    enabled: isOn() && rankedNoun() !== undefined,
    staleTime: 60_000,
  }));
  const groups = createMemo<readonly Group[]>(() => {
    const known = field();
    const ranked = rankedNoun() === undefined ? [] : (dataOf(ranking)?.items ?? []).map((record) => record.id);
    return isOn() && known ? ordered(known, dataOf(answer) ?? [], ranked) : [];
  });
  const byId = createMemo(() => new Map(groups().map((group) => [groupId(group.key), group])));
  const [toggled, setToggled] = createSignal<ReadonlySet<string>>(new Set());
  const isOpen = (id: string) => toggled().has(id) !== groups().length <= mostOpen;
  const toggle = (id: string) => {
    const next = new Set(toggled());
    if (!next.delete(id)) next.add(id);
    setToggled(next);
  };
  const setAll = (open: boolean) =>
    setToggled(new Set(open === groups().length <= mostOpen ? [] : groups().map((group) => groupId(group.key))));

  const sections = mapArray(
    () => [...byId().keys()],
    (id) => {
      const [isSeen, setIsSeen] = createSignal(false);
      const pages = createInfiniteQuery(() => {
        const { entity, groupBy = '', selection, sort, columns } = wanted();
        const filter = both(selection.filter, groupFilter(groupBy, byId().get(id)?.key ?? null));
        return {
          ...listQuery(entity.noun, { ...selection, filter }, sort, columns),
          enabled: isOn() && isSeen() && isOpen(id),
          placeholderData: keepPreviousData,
        };
      });
      const rows = createKeptRows(pages, () => JSON.stringify([wanted().selection, wanted().sort]));
      const onSeen = () => {
        setIsSeen(true);
        if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
      };
      return { id, rows, onSeen };
    },
  );
  const figuresOf = (group: Group): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(group.sums).map(([key, sum]) => [key, sumText(sum)[0] ?? '']));
  const lines = createMemo<readonly GridLine<AnyRecord>[]>(() => {
    const known = field();
    if (!known) return [];
    return sections().flatMap(({ id, rows, onSeen }): GridLine<AnyRecord>[] => {
      const group = byId().get(id);
      if (!group) return [];
      const open = isOpen(id);
      const head: GridLine<AnyRecord> = {
        kind: 'group',
        id,
        label: groupLabel(known, group.key, source.titleOf),
        isOpen: open,
        count: group.count,
        head: groupHead(known, group.key),
        figures: figuresOf(group),
      };
      if (!open) return [head];
      const loaded = rows();
      const missing = Math.max(0, group.count - loaded.length);
      return [
        head,
        ...loaded.map((row): GridLine<AnyRecord> => ({ kind: 'row', id: row.id, row })),
        ...Array.from({ length: missing }, (_, i): GridLine<AnyRecord> => ({ kind: 'rest', id: `${id}-${i}`, onSeen })),
      ];
    });
  });
  return {
    isOn,
    isPending: () => isOn() && answer.isPending,
    error: () => (answer.isError && groups().length === 0 ? answer.error : undefined),
    refetch: () => void answer.refetch(),
    groups,
    lines,
    rows: createMemo(() => sections().flatMap(({ rows }) => rows())),
    toggle,
    setAll,
  };
};
