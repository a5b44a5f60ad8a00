import { createEffect, Match, on, Show, Switch } from 'solid-js';
import type { ImportRun } from '#shared/import/import.ts';
import { useMe } from '#web/app/me.tsx';
import { NoAccess } from '#web/app/no-access.tsx';
import { messageOf, requestOf } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { isPhone } from '#web/lib/media.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A, useParams } from '#web/lib/router.ts';
import { Button, buttonClass } from '#web/ui/button.tsx';
import { Progress } from '#web/ui/progress.tsx';
import { Banner, ErrorState, Skeleton } from '#web/ui/states.tsx';
import { Stepper } from '#web/ui/stepper.tsx';
import { cancelImport, importQuery, isWorking, progressQuery, refreshEverything } from './import.queries.ts';
import { Mapping } from './mapping.tsx';
import { Plan } from './plan.tsx';
import { Result } from './result.tsx';

const stepOf = (run: ImportRun): number => {
  switch (run.state) {
    case 'uploaded':
      return 0;
    case 'mapped':
    case 'cancelled':
      return 1;
    case 'planning':
    case 'planned':
      return 2;
    default:
      return 3;
  }
};

/** A job at work: how far it is, and how to stop it. */
function Working(props: { run: ImportRun }) {
  const progress = createQuery(() => progressQuery(props.run));
  const now = () => dataOf(progress) ?? undefined;
  const title = () =>
    props.run.state === 'planning'
      ? strings.import.planning
      : props.run.state === 'applying'
        ? strings.import.applying
        : strings.import.reverting;
  return (
    <div
      role="status"
      class="mx-auto max-w-140 rounded-xl border border-line bg-raised px-6 py-12 text-center shadow-1"
    >
      <p class="text-lg font-semibold">{title()}</p>
      <p class="mt-1 text-muted tnum">{strings.import.progress(now()?.done ?? 0, now()?.total ?? 0)}</p>
      <Progress
        class="mx-auto mt-4 h-1.5 max-w-90"
        value={now() && (now()?.total ?? 0) > 0 ? (now()?.done ?? 0) / (now()?.total ?? 1) : 0}
        label={title()}
      />
      <Button variant="ghost" class="mt-5" onClick={() => void cancelImport(props.run)}>
        {strings.import.stop}
      </Button>
    </div>
  );
}

/** One import, from its files to what it did. */
export default function ImportPage() {
  const me = useMe();
  return (
    <Show when={me.can('read', 'import')} fallback={<NoAccess noun="import" />}>
      <OneImport />
    </Show>
  );
}

function OneImport() {
  const params = useParams();
  const query = createQuery(() => importQuery(params['id'] ?? ''));
  const run = () => dataOf(query);
  // effect: what the job has written shows everywhere as soon as it is done
  createEffect(
    on(
      () => run()?.state,
      (state, before) => {
        if (before === 'applying' || before === 'reverting') void refreshEverything();
        return state;
      },
    ),
  );
  return (
    <>
      <TopBar
        left={
          <>
            <A href="/imports" class="shrink-0 rounded-sm text-muted hover:text-ink">
              {strings.import.title}
            </A>
            <span class="text-line-strong" aria-hidden="true">
              /
            </span>
            <h1 class="truncate text-sm font-semibold">{run()?.name}</h1>
          </>
        }
      >
        <Show when={run() && !isPhone()}>
          <Stepper label={strings.import.title} steps={strings.import.steps} current={stepOf(run() as ImportRun)} />
        </Show>
      </TopBar>
      <div class="min-h-0 flex-1 overflow-y-auto bg-canvas">
        <div class="mx-auto max-w-240 p-5 max-md:p-4">
          <Switch>
            <Match when={query.isError && !run()}>
              <ErrorState
                title={strings.error.record}
                detail={messageOf(query.error)}
                requestId={requestOf(query.error)}
                onRetry={() => void query.refetch()}
              />
            </Match>
            <Match when={!run()}>
              <Skeleton class="h-40 w-full rounded-lg" />
            </Match>
            <Match when={run()}>
              {(now) => (
                <Switch>
                  <Match when={isWorking(now())}>
                    <Working run={now()} />
                  </Match>
                  <Match when={now().state === 'uploaded'}>
                    <Banner tone="warning">
                      {strings.import.missing}{' '}
                      <A href="/imports" class="font-medium underline">
                        {strings.import.uploadAgain}
                      </A>
                    </Banner>
                  </Match>
                  <Match when={now().state === 'mapped'}>
                    <Mapping run={now()} />
                  </Match>
                  <Match when={now().state === 'planned'}>
                    <Plan run={now()} />
                  </Match>
                  <Match
                    when={now().state === 'cancelled' && !now().appliedAt && !now().files.some((file) => file.applied)}
                  >
                    <div class="space-y-4">
                      <Banner tone="info">{strings.import.cancelled}</Banner>
                      <A href="/imports" class={buttonClass()}>
                        {strings.import.another}
                      </A>
                    </div>
                  </Match>
                  <Match when={true}>
                    <Result run={now()} />
                  </Match>
                </Switch>
              )}
            </Match>
          </Switch>
        </div>
      </div>
    </>
  );
}
