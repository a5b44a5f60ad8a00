import { ErrorBoundary, lazy, Show, Suspense } from 'solid-js';
import { ErrorState } from '#web/ui/states.tsx';
import { requestOf } from './problems.ts';
import { session } from './session.ts';
import { SignInPage } from './sign-in-page.tsx';
import { strings } from './strings.ts';

const SignedIn = lazy(() => import('./signed-in.tsx'));

/** The whole staff app: the sign-in page for strangers, the shell with its routes for everybody else. */
export function App() {
  return (
    <ErrorBoundary
      fallback={(error, reset) => (
        <ErrorState title={strings.error.title} detail={String(error)} requestId={requestOf(error)} onRetry={reset} />
      )}
    >
      <Show when={session() && location.pathname !== '/auth/callback'} fallback={<SignInPage />}>
        <Suspense>
          <SignedIn />
        </Suspense>
      </Show>
    </ErrorBoundary>
  );
}
