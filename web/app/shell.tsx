import {
  createEffect,
  ErrorBoundary,
  lazy,
  Match,
  on,
  onCleanup,
  onMount,
  type ParentProps,
  Show,
  Suspense,
  Switch,
} from 'solid-js';
import type { Definitions } from '#web/lib/custom-fields.ts';
import { learnCustomFields } from '#web/lib/declarations.ts';
import { setDefaultCurrency } from '#web/lib/format.ts';
import { isOnline, isPhone } from '#web/lib/media.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { useLocation, useNavigate } from '#web/lib/router.ts';
import { conflict } from '#web/record/conflict-state.ts';
import { Button } from '#web/ui/button.tsx';
import { ErrorState, OfflineBanner, Skeleton } from '#web/ui/states.tsx';
import { api } from './api.ts';
import { creation } from './create.ts';
import { followPerson } from './locale.ts';
import { MeProvider, meOf, useMe } from './me.tsx';
import { messageOf, problemOf, requestOf } from './problems.ts';
import { isCommandOpen, isShortcutsOpen } from './shell-state.ts';
import { listenForShortcuts } from './shortcuts.ts';
import { Sidebar } from './sidebar.tsx';
import { strings } from './strings.ts';

const BottomBar = lazy(() => import('./bottom-bar.tsx'));
const CommandMenu = lazy(() => import('./command-menu.tsx'));
const JobTray = lazy(() => import('#web/job/job-tray.tsx'));
const CreateDialog = lazy(() => import('#web/record/create-dialog.tsx'));
const ConflictDialog = lazy(() =>
  import('#web/record/conflict-dialog.tsx').then((module) => ({ default: module.ConflictDialog })),
);
const ShortcutSheet = lazy(() => import('./shortcut-sheet.tsx'));

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const signOut = () => import('./sign-in.ts').then(({ leave }) => leave());

/** What is there on every page: navigation, search, the dialog for new records, the offline banner. */
export function Shell(props: ParentProps) {
  const me = createQuery(() => ({
    queryKey: ['me'],
    queryFn: async () => {
      const answer = await api.me.get();
      learnCustomFields(answer.customFields as Definitions);
      const currency = textOf(answer.settings['currency']);
      if (currency) setDefaultCurrency(currency);
      // nothing is shown in a language that is about to be another one
      if (followPerson(answer.user, answer.settings)) await new Promise(() => {});
      return answer;
    },
    staleTime: 60_000,
  }));
  const person = () => {
    const answer = dataOf(me);
    return answer && meOf(answer);
  };
  return (
    <Switch fallback={<ShellSkeleton />}>
      <Match when={me.isError && !person()}>
        <main class="grid h-full place-items-center bg-canvas">
          <Show
            when={['forbidden', 'unauthenticated', 'not-found'].includes(problemOf(me.error)?.code ?? '')}
            fallback={
              <ErrorState
                title={strings.error.title}
                detail={messageOf(me.error)}
                requestId={requestOf(me.error)}
                onRetry={() => me.refetch()}
              />
            }
          >
            <div class="text-center">
              <ErrorState title={strings.signIn.noAccess} detail={strings.signIn.noAccessDetail} />
              <Button onClick={signOut}>{strings.account.signOut}</Button>
            </div>
          </Show>
        </main>
      </Match>
      <Match when={person()}>
        {(known) => (
          <MeProvider value={known()}>
            <Shortcuts />
            <div class="flex h-full flex-col">
              <a
                href="#main"
                class="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-accent focus:px-3 focus:py-1.5 focus:text-on-accent"
              >
                {strings.skipToContent}
              </a>
              <Show when={!isOnline()}>
                <OfflineBanner />
              </Show>
              <div class="flex min-h-0 flex-1">
                <Show when={!isPhone()}>
                  <Sidebar />
                </Show>
                <main id="main" tabindex="-1" class="relative flex min-w-0 flex-1 flex-col bg-surface">
                  <ErrorBoundary fallback={(error, reset) => <PageError error={error} reset={reset} />}>
                    <Suspense fallback={<PageSkeleton />}>{props.children}</Suspense>
                  </ErrorBoundary>
                </main>
              </div>
              <Show when={isPhone()}>
                <Suspense fallback={<div class="h-14 shrink-0 border-t border-line bg-canvas" />}>
                  <BottomBar />
                </Suspense>
              </Show>
            </div>
            <Suspense>
              <JobTray />
            </Suspense>
            <Suspense>
              <Show when={isCommandOpen()}>
                <CommandMenu />
              </Show>
              <Show when={creation()} keyed>
                {(wanted) => <CreateDialog creation={wanted} />}
              </Show>
              <Show when={conflict()}>
                <ConflictDialog />
              </Show>
              <Show when={isShortcutsOpen()}>
                <ShortcutSheet />
              </Show>
            </Suspense>
          </MeProvider>
        )}
      </Match>
    </Switch>
  );
}

/** What is shown in place of a page that broke, until another one is opened. */
function PageError(props: { error: unknown; reset: () => void }) {
  const location = useLocation();
  // effect: another address is another page, which may well work
  createEffect(
    on(
      () => location.pathname,
      () => props.reset(),
      { defer: true },
    ),
  );
  return (
    <ErrorState
      title={strings.error.title}
      detail={messageOf(props.error)}
      requestId={requestOf(props.error)}
      onRetry={() => props.reset()}
    />
  );
}

function Shortcuts() {
  const me = useMe();
  const navigate = useNavigate();
  onMount(() => onCleanup(listenForShortcuts(navigate, (noun) => me.can('create', noun))));
  return null;
}

const PageSkeleton = () => (
  <div class="flex flex-1 flex-col">
    <div class="flex h-12 items-center border-b border-line px-4">
      <Skeleton class="w-32" />
    </div>
  </div>
);

const ShellSkeleton = () => (
  <div class="flex h-full">
    <div class="hidden w-56 border-r border-line bg-canvas md:block" />
    <div class="flex-1 bg-surface">
      <PageSkeleton />
    </div>
  </div>
);
