import { createMemo, createSignal, For, Match, Show, Switch } from 'solid-js';
import { api } from '#web/app/api.ts';
import { useMe } from '#web/app/me.tsx';
import { NoAccess } from '#web/app/no-access.tsx';
import { messageOf, problemOf, requestOf } from '#web/app/problems.ts';
import { hrefOf, learnTitles } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { type EntityInfo, entityOf, fieldEver } from '#web/lib/declarations.ts';
import { createQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import { A, useParams } from '#web/lib/router.ts';
import { Chip } from '#web/ui/chip.tsx';
import { FieldValue } from '#web/ui/field-value.tsx';
import { Eye } from '#web/ui/icons.ts';
import { Select } from '#web/ui/select.tsx';
import { Banner, Empty, ErrorState, Skeleton, SkeletonRows } from '#web/ui/states.tsx';

type Kind = 'user' | 'role';
const mask = '•••';

/** What a person, or somebody with a role, may do and see; for administrators, who change nothing here. */
export default function ViewAsPage() {
  const me = useMe();
  const params = useParams();
  const kind = (): Kind => (params['kind'] === 'role' ? 'role' : 'user');
  const id = () => params['id'] ?? '';
  const rights = createQuery(() => ({
    queryKey: ['viewAs', 'rights', kind(), id()],
    queryFn: () => api.viewAs.rights({ params: { kind: kind(), id: id() } }),
    enabled: me.can('read', 'viewAs'),
  }));
  const known = () => dataOf(rights);
  return (
    <Show when={me.can('read', 'viewAs')} fallback={<NoAccess noun="viewAs" label={strings.viewAs.parts.viewAs} />}>
      <TopBar
        left={
          <>
            <A href={hrefOf(kind(), id())} class="shrink-0 rounded-sm text-muted hover:text-ink">
              {known()?.name ?? entityOf(kind())?.label.one}
            </A>
            <span class="text-line-strong" aria-hidden="true">
              /
            </span>
            <h1 class="truncate text-sm font-semibold">{strings.viewAs.action}</h1>
          </>
        }
      />
      <div class="min-h-0 flex-1 overflow-y-auto bg-canvas">
        <div class="mx-auto max-w-280 space-y-5 p-5 max-md:p-4">
          <Switch>
            <Match when={problemOf(rights.error)?.code === 'not-found' && !known()}>
              <Empty title={strings.record.notFound} detail={strings.record.notFoundDetail} />
            </Match>
            <Match when={rights.isError && !known()}>
              <ErrorState
                title={strings.error.title}
                detail={messageOf(rights.error)}
                requestId={requestOf(rights.error)}
                onRetry={() => void rights.refetch()}
              />
            </Match>
            <Match when={!known()}>
              <Skeleton class="h-32 w-full rounded-lg" />
            </Match>
            <Match when={known()}>
              {(answer) => (
                <>
                  <div>
                    <h2 class="text-lg font-semibold">{strings.viewAs.title(answer().name)}</h2>
                    <p class="mt-0.5 text-muted">{kind() === 'role' ? strings.viewAs.leadRole : strings.viewAs.lead}</p>
                  </div>
                  <Show when={!answer().maySignIn}>
                    <Banner tone="warning">{strings.viewAs.noSignIn}</Banner>
                  </Show>
                  <Preview kind={kind()} id={id()} nouns={answer().nouns.map((one) => one.noun)} />
                  <Rights nouns={answer().nouns} />
                  <Limits fields={answer().fields} />
                </>
              )}
            </Match>
          </Switch>
        </div>
      </div>
    </Show>
  );
}

type Rows = Awaited<ReturnType<typeof api.viewAs.rights>>;
const nounLabel = (noun: string): string =>
  entityOf(noun)?.label.many ?? (noun === 'audit' || noun === 'viewAs' ? strings.viewAs.parts[noun] : noun);

const Rights = (props: { nouns: Rows['nouns'] }) => {
  const shown = ['create', 'read', 'update', 'delete', 'assign', 'bulk', 'export', 'import', 'merge'] as const;
  return (
    <section>
      <h2 class="mb-2 text-xs font-semibold text-ink-2">{strings.viewAs.rights}</h2>
      <div class="overflow-x-auto rounded-lg border border-line bg-raised shadow-1">
        <table class="w-full text-xs">
          <thead class="bg-sunken text-muted">
            <tr>
              <th class="sticky left-0 bg-sunken px-3 py-2 text-left font-medium">{strings.settings.grants.noun}</th>
              <For each={shown}>
                {(action) => <th class="px-2 py-2 text-left font-medium">{strings.settings.grants.actions[action]}</th>}
              </For>
            </tr>
          </thead>
          <tbody class="divide-y divide-line">
            <For each={props.nouns}>
              {(row) => (
                <tr>
                  <th scope="row" class="sticky left-0 bg-raised px-3 py-1.5 text-left font-medium whitespace-nowrap">
                    {nounLabel(row.noun)}
                  </th>
                  <For each={shown}>
                    {(action) => (
                      <td class={row.scopes[action] ? 'px-2 py-1.5' : 'px-2 py-1.5 text-faint'}>
                        {strings.settings.grants[row.scopes[action] ?? 'none']}
                      </td>
                    )}
                  </For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </section>
  );
};

const Limits = (props: { fields: Rows['fields'] }) => (
  <section>
    <h2 class="mb-2 text-xs font-semibold text-ink-2">{strings.viewAs.fields}</h2>
    <ul class="divide-y divide-line rounded-lg border border-line bg-raised px-3 shadow-1">
      <For each={props.fields} fallback={<li class="py-2 text-muted">{strings.viewAs.noFields}</li>}>
        {(limit) => (
          <li class="flex min-h-9 items-center gap-3">
            <span class="text-muted">{nounLabel(limit.noun)}</span>
            <span class="flex-1 font-medium">{fieldEver(limit.noun, limit.field)?.label ?? limit.field}</span>
            <Chip tone={limit.access === 'read' ? 'info' : 'warning'}>{strings.viewAs.access[limit.access]}</Chip>
          </li>
        )}
      </For>
    </ul>
  </section>
);

/** The first records of a noun as they look to the other one. */
function Preview(props: { kind: Kind; id: string; nouns: readonly string[] }) {
  // parts such as the audit log have no records
  const choices = createMemo(() => props.nouns.filter((noun) => entityOf(noun) !== undefined));
  const [chosen, setChosen] = createSignal<string>();
  const noun = () => {
    const wanted = chosen() ?? 'deal';
    return choices().includes(wanted) ? wanted : (choices()[0] ?? '');
  };
  const page = createQuery(() => ({
    queryKey: ['viewAs', 'records', props.kind, props.id, noun()],
    queryFn: async () => {
      const answer = await api.viewAs.records({
        params: { kind: props.kind, id: props.id },
        query: { noun: noun(), limit: 20, sort: '-updatedAt' },
      });
      learnTitles(answer.refs);
      return answer;
    },
    enabled: noun() !== '',
    placeholderData: keepPreviousData,
  }));
  return (
    <section>
      <div class="mb-2 flex items-center gap-3">
        <h2 class="text-xs font-semibold text-ink-2">{strings.viewAs.records}</h2>
        <div class="w-48">
          <Select
            label={strings.viewAs.noun}
            isRequired
            options={choices().map((id) => ({ id, label: nounLabel(id) }))}
            value={noun()}
            onChange={setChosen}
          />
        </div>
        <Show when={dataOf(page)}>
          {(answer) => (
            <span class="text-xs text-muted tnum">{strings.viewAs.shown(answer().items.length, answer().total)}</span>
          )}
        </Show>
      </div>
      <div class="overflow-x-auto rounded-lg border border-line bg-raised shadow-1">
        <Switch>
          <Match when={page.isError && !dataOf(page)}>
            <ErrorState title={strings.error.list} detail={messageOf(page.error)} onRetry={() => void page.refetch()} />
          </Match>
          <Match when={!dataOf(page) && noun() !== ''}>
            <SkeletonRows count={6} />
          </Match>
          <Match when={(dataOf(page)?.items.length ?? 0) === 0}>
            <Empty icon={Eye} title={strings.viewAs.none} class="py-10" />
          </Match>
          <Match when={entityOf(noun())}>
            {(entity) => <Table entity={entity()} items={dataOf(page)?.items ?? []} />}
          </Match>
        </Switch>
      </div>
    </section>
  );
}

const Table = (props: { entity: EntityInfo; items: readonly Readonly<Record<string, unknown>>[] }) => {
  const columns = () =>
    [...new Set([props.entity.title, ...props.entity.columns])].flatMap((key) => {
      const field = props.entity.fields[key];
      return field ? [{ key, field }] : [];
    });
  return (
    <table class="w-full">
      <thead class="bg-sunken text-xs text-muted">
        <tr>
          <For each={columns()}>
            {({ field }) => <th class="px-3 py-2 text-left font-medium whitespace-nowrap">{field.label}</th>}
          </For>
        </tr>
      </thead>
      <tbody class="divide-y divide-line">
        <For each={props.items}>
          {(item) => (
            <tr class="h-8">
              <For each={columns()}>
                {({ key, field }) => (
                  <td class="max-w-60 truncate px-3 py-1">
                    <Show when={item[key] !== mask} fallback={<span class="text-muted">{mask}</span>}>
                      <FieldValue field={field} value={item[key]} isInert />
                    </Show>
                  </td>
                )}
              </For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
};
