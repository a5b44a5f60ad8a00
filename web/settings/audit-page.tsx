import { createMemo, For, Match, Show, Switch } from 'solid-js';
import { useMe } from '#web/app/me.tsx';
import { NoAccess } from '#web/app/no-access.tsx';
import { messageOf, requestOf } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { addDays } from '#web/lib/day.ts';
import { createInfiniteQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import { A, useSearchParams } from '#web/lib/router.ts';
import { instantOf } from '#web/lib/zone.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Copy, ShieldCheck } from '#web/ui/icons.ts';
import { Empty, ErrorState, SkeletonRows } from '#web/ui/states.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { type AuditFilter, auditQuery } from './audit.queries.ts';
import { AuditEntry } from './audit-entry.tsx';
import { AuditFilters, type AuditParams } from './audit-filters.tsx';

const names = ['q', 'actor', 'noun', 'record', 'kinds', 'from', 'to'] as const;
const command = 'npm run verify -- <table>';
const isDay = (text: string | undefined): text is string => text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text);

/** Every change of every record, newest first, for those who may read it. */
export default function AuditPage() {
  const me = useMe();
  return (
    <Show when={me.can('read', 'audit')} fallback={<NoAccess noun="audit" label={strings.audit.title} />}>
      <Log />
    </Show>
  );
}

function Log() {
  const [search, setSearch] = useSearchParams();
  const params = createMemo<AuditParams>(() =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = search[name];
        return typeof value === 'string' && value !== '' ? [[name, value]] : [];
      }),
    ),
  );
  const filter = (): AuditFilter => {
    const { from, to, ...rest } = params();
    return {
      ...rest,
      from: isDay(from) ? instantOf(from, '00:00') : undefined,
      // the day itself included
      to: isDay(to) ? new Date(Date.parse(instantOf(addDays(to, 1), '00:00') ?? '') - 1).toISOString() : undefined,
    };
  };
  const pages = createInfiniteQuery(() => ({ ...auditQuery(filter()), placeholderData: keepPreviousData }));
  const entries = () => dataOf(pages)?.pages.flatMap((page) => page.items) ?? [];
  const copy = async () => {
    await navigator.clipboard.writeText(command);
    showToast({ title: strings.audit.copied });
  };
  return (
    <>
      <TopBar
        left={
          <>
            <A href="/settings" class="shrink-0 rounded-sm text-muted hover:text-ink">
              {strings.settings.title}
            </A>
            <span class="text-line-strong" aria-hidden="true">
              /
            </span>
            <h1 class="truncate text-sm font-semibold">{strings.audit.title}</h1>
          </>
        }
      />
      <AuditFilters value={params()} onChange={(change) => setSearch({ ...change }, { replace: true })} />
      <div class="min-h-0 flex-1 overflow-y-auto">
        <Switch>
          <Match when={pages.isError && entries().length === 0}>
            <ErrorState
              title={strings.error.list}
              detail={messageOf(pages.error)}
              requestId={requestOf(pages.error)}
              onRetry={() => void pages.refetch()}
            />
          </Match>
          <Match when={!dataOf(pages)}>
            <SkeletonRows count={14} />
          </Match>
          <Match when={entries().length === 0}>
            <Empty icon={ShieldCheck} title={strings.audit.empty} detail={strings.audit.emptyDetail} />
          </Match>
          <Match when={true}>
            <ol class="divide-y divide-line border-b border-line">
              <For each={entries()}>{(entry) => <AuditEntry entry={entry} />}</For>
            </ol>
            <Show when={pages.hasNextPage}>
              <div class="p-4">
                <Button isBusy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                  {strings.timeline.more}
                </Button>
              </div>
            </Show>
          </Match>
        </Switch>
        <aside class="m-4 rounded-lg border border-line bg-canvas px-3.5 py-3 text-xs text-muted">
          <p>{strings.audit.whole}</p>
          <p class="my-1.5 flex items-center gap-2">
            <code class="rounded-sm border border-line bg-raised px-1.5 py-0.5 text-ink select-text">{command}</code>
            <IconButton label={strings.audit.copy} icon={Copy} size={14} onClick={() => void copy()} />
          </p>
          <p>{strings.audit.wholeDetail}</p>
        </aside>
      </div>
    </>
  );
}
