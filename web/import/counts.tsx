import { For, type JSX, Show } from 'solid-js';
import { strings } from '#web/app/strings.ts';
import { formatNumber } from '#web/lib/format.ts';
import { isPhone } from '#web/lib/media.ts';

export type CountColumn = { readonly key: string; readonly label: string; readonly isBad?: boolean };
export type CountRow = {
  readonly name: string;
  readonly hint?: string | undefined;
  readonly counts: Readonly<Record<string, number>>;
};

const classOf = (column: CountColumn, count: number): string =>
  column.isBad && count > 0 ? 'font-medium text-danger' : '';

/** How many rows of each file: a table, or on a phone a card for each file. */
export function Counts(props: { columns: readonly CountColumn[]; rows: readonly CountRow[]; total?: CountRow }) {
  return (
    <Show when={isPhone()} fallback={<Table {...props} />}>
      <ul class="divide-y divide-line rounded-lg border border-line bg-raised shadow-1">
        <For each={[...props.rows, ...(props.total && props.rows.length > 1 ? [props.total] : [])]}>
          {(row) => (
            <li class="px-4 py-3">
              <p class="font-medium">
                <Name row={row} />
              </p>
              <dl class="mt-1.5 grid grid-cols-3 gap-x-4 gap-y-1.5 tnum">
                <For each={props.columns}>
                  {(column) => (
                    <div>
                      <dt class="text-xs text-muted">{column.label}</dt>
                      <dd class={classOf(column, row.counts[column.key] ?? 0)}>
                        {formatNumber(row.counts[column.key] ?? 0)}
                      </dd>
                    </div>
                  )}
                </For>
              </dl>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}

const Name = (props: { row: CountRow }): JSX.Element => (
  <>
    <span class="break-words">{props.row.name}</span>
    <Show when={props.row.hint}>
      <span class="ml-2 text-xs font-normal text-muted">{props.row.hint}</span>
    </Show>
  </>
);

const Table = (props: { columns: readonly CountColumn[]; rows: readonly CountRow[]; total?: CountRow }) => (
  <div class="overflow-x-auto rounded-lg border border-line bg-raised shadow-1">
    <table class="w-full text-left tnum">
      <thead class="bg-sunken text-xs text-muted">
        <tr>
          <th class="px-4 py-2 font-medium">{strings.import.steps[0]}</th>
          <For each={props.columns}>{(column) => <th class="px-4 py-2 text-right font-medium">{column.label}</th>}</For>
        </tr>
      </thead>
      <tbody class="divide-y divide-line">
        <For each={[...props.rows, ...(props.total ? [props.total] : [])]}>
          {(row) => (
            <tr class={row === props.total ? 'font-semibold' : ''}>
              <th scope="row" class={row === props.total ? 'px-4 py-2 font-semibold' : 'px-4 py-2 font-medium'}>
                <Name row={row} />
              </th>
              <For each={props.columns}>
                {(column) => (
                  <td class={`px-4 py-2 text-right ${classOf(column, row.counts[column.key] ?? 0)}`}>
                    {formatNumber(row.counts[column.key] ?? 0)}
                  </td>
                )}
              </For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  </div>
);
