import { createSignal, For, Match, Show, Switch } from 'solid-js';
import type { ImportRow, RowKind } from '#shared/import/import.routes.ts';
import type { ImportRun } from '#shared/import/import.ts';
import type { PlanCounts } from '#shared/import/import-file.ts';
import { api } from '#web/app/api.ts';
import { messageOf, showProblem } from '#web/app/problems.ts';
import { knownTitle, refSource } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { formatNumber } from '#web/lib/format.ts';
import { createInfiniteQuery, dataOf } from '#web/lib/query.ts';
import { said } from '#web/lib/said.ts';
import { Button } from '#web/ui/button.tsx';
import { Chip } from '#web/ui/chip.tsx';
import { FieldValue } from '#web/ui/field-value.tsx';
import { Download } from '#web/ui/icons.ts';
import { type RefSource, RefSourceProvider } from '#web/ui/ref-source.ts';
import { Banner, Skeleton } from '#web/ui/states.tsx';
import { TabList, tabPanel } from '#web/ui/tabs.tsx';
import type { Tone } from '#web/ui/tone.ts';
import { Counts } from './counts.tsx';
import { bringing, cancelImport, patchImport, rowsQuery, startStep } from './import.queries.ts';

const tones: Readonly<Record<RowKind, Tone>> = { create: 'success', update: 'info', skip: 'neutral', wrong: 'danger' };
const kinds: readonly RowKind[] = ['create', 'update', 'skip', 'wrong'];

const totalOf = (run: ImportRun): PlanCounts =>
  bringing(run).reduce<PlanCounts>(
    (sum, { planned }) =>
      planned
        ? {
            rows: sum.rows + planned.rows,
            create: sum.create + planned.create,
            update: sum.update + planned.update,
            skip: sum.skip + planned.skip,
            wrong: sum.wrong + planned.wrong,
          }
        : sum,
    { rows: 0, create: 0, update: 0, skip: 0, wrong: 0 },
  );

/** Opens the file of wrong rows; its address holds for five minutes. */
export const downloadErrors = async (run: ImportRun): Promise<void> => {
  try {
    const { url, fileName } = await api.import.errorFile({ params: { id: run.id }, query: {} });
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
  } catch (error) {
    showProblem(error);
  }
};

function RowValues(props: { row: ImportRow }) {
  const fields = () =>
    Object.entries(props.row.values)
      .filter(([key]) => key !== entityOf(props.row.noun)?.title)
      .slice(0, 5)
      .flatMap(([key, value]) => {
        const field = entityOf(props.row.noun)?.fields[key];
        return field ? [{ field, value }] : [];
      });
  return (
    <span class="flex flex-wrap gap-x-3 gap-y-0.5 text-xs">
      <For each={fields()}>
        {({ field, value }) => (
          <span class="flex max-w-60 min-w-0 items-center gap-1">
            <span class="text-muted">{field.label}</span>
            <FieldValue field={field} value={value} />
          </span>
        )}
      </For>
    </span>
  );
}

function Rows(props: { run: ImportRun; kind: RowKind }) {
  const pages = createInfiniteQuery(() => rowsQuery(props.run, props.kind, undefined));
  const rows = () => dataOf(pages)?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Switch>
      <Match when={pages.isError}>
        <Banner tone="danger">{messageOf(pages.error)}</Banner>
      </Match>
      <Match when={pages.isPending}>
        <Skeleton class="m-4 w-1/2" />
      </Match>
      <Match when={rows().length === 0}>
        <p class="px-4 py-8 text-center text-muted">{strings.import.noRows}</p>
      </Match>
      <Match when={true}>
        <ul class="divide-y divide-line">
          <For each={rows()}>
            {(row) => (
              <li class="flex items-start gap-3 px-4 py-2">
                <span class="w-14 shrink-0 text-right text-xs text-muted tnum" title={strings.import.row}>
                  {formatNumber(row.row)}
                </span>
                <span class="w-20 shrink-0 text-xs text-muted">{entityOf(row.noun)?.label.one}</span>
                <span class="min-w-0 flex-1">
                  <span class="block truncate font-medium">{row.title}</span>
                  <RowValues row={row} />
                  <For each={row.reasons}>
                    {(reason) => (
                      <span class={props.kind === 'wrong' ? 'block text-xs text-danger' : 'block text-xs text-muted'}>
                        {said(reason)}
                      </span>
                    )}
                  </For>
                </span>
                <Chip tone={tones[row.kind]}>{strings.import.kinds[row.kind]}</Chip>
              </li>
            )}
          </For>
        </ul>
        <Show when={pages.hasNextPage}>
          <div class="border-t border-line p-2 text-center">
            <Button
              variant="ghost"
              size="sm"
              isBusy={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              {strings.timeline.more}
            </Button>
          </div>
        </Show>
      </Match>
    </Switch>
  );
}

/** Names records that are there; what the plan will make has no page yet and must not be asked for. */
const plannedRefs: RefSource = {
  ...refSource,
  titleOf: (_noun, id) => knownTitle(id) ?? strings.import.planned,
  hrefOf: () => undefined,
};

/** What would happen, before anything is written. */
export function Plan(props: { run: ImportRun }) {
  const total = () => totalOf(props.run);
  const [kind, setKind] = createSignal<RowKind>(total().wrong > 0 ? 'wrong' : total().create > 0 ? 'create' : 'update');
  const [isBusy, setIsBusy] = createSignal(false);
  const apply = async () => {
    setIsBusy(true);
    await startStep(props.run, 'apply');
    setIsBusy(false);
  };
  return (
    <div class="space-y-4">
      <Counts
        columns={(['rows', ...kinds] as const).map((key) => ({
          key,
          label: strings.import.counts[key],
          isBad: key === 'wrong',
        }))}
        rows={bringing(props.run).map((file) => ({
          name: file.name,
          hint: entityOf(file.noun ?? '')?.label.many,
          counts: file.planned ?? {},
        }))}
        total={{ name: strings.list.sum, counts: total() }}
      />
      <Show when={(props.run.notes?.length ?? 0) > 0}>
        <Banner tone="info">
          <ul class="space-y-0.5">
            <For each={props.run.notes}>{(note) => <li>{said(note)}</li>}</For>
          </ul>
        </Banner>
      </Show>
      <section class="overflow-hidden rounded-lg border border-line bg-raised shadow-1">
        <div class="flex h-10 items-center border-b border-line px-4">
          <TabList
            class="h-full flex-1"
            label={strings.import.what}
            name="rows"
            items={kinds.map((id) => ({ id, label: strings.import.kinds[id], count: total()[id] }))}
            selected={kind()}
            onSelect={(id) => setKind(kinds.find((k) => k === id) ?? 'create')}
          />
          <Show when={total().wrong > 0}>
            <Button variant="ghost" size="sm" icon={Download} onClick={() => void downloadErrors(props.run)}>
              {strings.import.errorFile}
            </Button>
          </Show>
        </div>
        <div {...tabPanel('rows', kind())}>
          <RefSourceProvider value={plannedRefs}>
            <Rows run={props.run} kind={kind()} />
          </RefSourceProvider>
        </div>
      </section>
      <div class="sticky bottom-0 -mx-5 flex flex-wrap items-center gap-2 border-t border-line bg-canvas px-5 py-3 max-md:-mx-4 max-md:px-4">
        <Button variant="ghost" onClick={() => void patchImport(props.run.id, {})}>
          {strings.import.back}
        </Button>
        <span class="ml-auto" />
        <Button variant="ghost" onClick={() => void cancelImport(props.run)}>
          {strings.import.cancel}
        </Button>
        <Button
          variant="primary"
          class="max-md:w-full"
          isBusy={isBusy()}
          disabled={total().create + total().update === 0}
          onClick={() => void apply()}
        >
          {strings.import.apply(total().create + total().update)}
        </Button>
      </div>
    </div>
  );
}
