import { Show } from 'solid-js';
import type { Predicate } from '#shared/predicate/predicate.ts';
import type { Selection, Sums } from '#web/app/api.ts';
import { strings } from '#web/app/strings.ts';
import { defaultCurrency, formatMoneyShort, formatNumber } from '#web/lib/format.ts';
import { createQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import { countQuery } from '#web/record/record.queries.ts';
import { Stat } from '#web/ui/section.tsx';
import type { BoardColumn, MoneySum } from './deal.queries.ts';

/** Sums of several columns, a currency each, the largest first. */
const addUp = (sums: readonly (readonly MoneySum[])[]): readonly MoneySum[] => {
  const byCurrency = new Map<string, number>();
  for (const { currency, amountMinor } of sums.flat())
    byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amountMinor);
  return [...byCurrency]
    .map(([currency, amountMinor]) => ({ currency, amountMinor }))
    .sort((a, b) => b.amountMinor - a.amountMinor);
};

const shortOf = (sums: readonly MoneySum[]): string =>
  (sums.length ? sums : [{ amountMinor: 0, currency: defaultCurrency() }]).map(formatMoneyShort).join(' + ');

const moneyOf = (sum: Sums[string] | undefined): readonly MoneySum[] => (Array.isArray(sum) ? sum : []);

const pastClose: Predicate = { field: 'closeDate', op: 'within', value: { before: 'now' } };

/** The figures over the board. */
export function BoardSummary(props: {
  columns: readonly BoardColumn[];
  pipelineId: string;
  selection: Selection;
  onFilter: (filter: Predicate) => void;
}) {
  const narrowed = (...parts: readonly Predicate[]): Selection => ({
    q: props.selection.q,
    filter: {
      and: [
        { field: 'pipelineId', op: 'eq', value: props.pipelineId },
        ...(props.selection.filter ? [props.selection.filter] : []),
        ...parts,
      ],
    },
  });
  const figure = (...parts: readonly Predicate[]) =>
    createQuery(() => ({ ...countQuery('deal', narrowed(...parts), ['amount']), placeholderData: keepPreviousData }));
  const isOpen: Predicate = { field: 'status', op: 'eq', value: 'open' };
  const closing = figure(isOpen, { field: 'closeDate', op: 'within', value: { this: 'month' } });
  const won = figure(
    { field: 'status', op: 'eq', value: 'won' },
    { field: 'closedAt', op: 'within', value: { this: 'month' } },
  );
  const late = figure(isOpen, pastClose);
  const count = () => props.columns.reduce((sum, column) => sum + column.count, 0);
  return (
    <section
      aria-label={strings.board.summary}
      class="mx-4 mb-3 grid shrink-0 grid-cols-2 divide-line rounded-lg border border-line bg-canvas max-md:hidden md:grid-cols-5 md:divide-x"
    >
      <Stat
        label={strings.board.open}
        value={shortOf(addUp(props.columns.map((column) => column.sum)))}
        note={strings.board.deals(count())}
      />
      <Stat
        label={strings.board.weighted}
        value={shortOf(addUp(props.columns.map((column) => column.weighted)))}
        note={strings.board.weightedNote}
      />
      <Stat
        label={strings.board.closing}
        value={dataOf(closing) ? shortOf(moneyOf(dataOf(closing)?.sums['amount'])) : '–'}
        note={dataOf(closing) ? strings.board.deals(dataOf(closing)?.count ?? 0) : ''}
      />
      <Stat
        label={strings.home.wonMonth}
        value={dataOf(won) ? shortOf(moneyOf(dataOf(won)?.sums['amount'])) : '–'}
        note={dataOf(won) ? strings.board.deals(dataOf(won)?.count ?? 0) : ''}
      />
      <button type="button" class="text-left hover:bg-hover md:rounded-r-lg" onClick={() => props.onFilter(pastClose)}>
        <Stat
          label={strings.board.attention}
          value={formatNumber(dataOf(late)?.count ?? 0)}
          {...((dataOf(late)?.count ?? 0) > 0 && { tone: 'text-warning' })}
          note={<Show when={dataOf(late)}>{strings.board.pastClose}</Show>}
        />
      </button>
    </section>
  );
}
