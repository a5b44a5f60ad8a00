import { createSignal, onMount, Show } from 'solid-js';
import { Button } from '#web/ui/button.tsx';
import { Banner } from '#web/ui/states.tsx';
import { Logo } from './logo.tsx';
import { hasEnded } from './session.ts';
import { strings } from './strings.ts';

const isCallback = () => location.pathname === '/auth/callback';

/** Where strangers arrive, and where the identity provider sends them back to. */
export function SignInPage() {
  const [isBusy, setIsBusy] = createSignal(isCallback());
  const [problem, setProblem] = createSignal<string>();
  const begin = async () => {
    setIsBusy(true);
    setProblem(undefined);
    const wanted = isCallback() ? '/' : location.pathname + location.search;
    try {
      const { begin: leaveToSignIn } = await import('./sign-in.ts');
      await leaveToSignIn(wanted);
    } catch {
      setProblem(strings.signIn.noConfig);
      setIsBusy(false);
    }
  };
  onMount(async () => {
    if (!isCallback()) return;
    try {
      const { finish } = await import('./sign-in.ts');
      // a whole load: the code must not stay in the history of this page
      location.replace(await finish());
    } catch {
      history.replaceState(null, '', '/auth/callback');
      setProblem(strings.signIn.failed);
      setIsBusy(false);
    }
  });
  return (
    <main class="grid h-full place-items-center bg-canvas p-4">
      <div class="w-full max-w-90">
        <div class="rounded-xl border border-line bg-raised p-7 text-center shadow-2">
          <Logo class="mx-auto size-11 rounded-lg" />
          <h1 class="mt-4 text-xl font-semibold">{strings.signIn.title}</h1>
          <p class="mt-1 text-muted">{isBusy() && isCallback() ? strings.signIn.finishing : strings.signIn.lead}</p>
          <Show when={hasEnded() && !problem()}>
            <div role="status" class="mt-4 text-left">
              <Banner tone="warning">{strings.signIn.ended}</Banner>
            </div>
          </Show>
          <Show when={problem()}>
            {(words) => (
              <div role="alert" class="mt-4 text-left">
                <Banner tone="danger">{words()}</Banner>
              </div>
            )}
          </Show>
          <Button variant="primary" class="mt-5 h-9 w-full" isBusy={isBusy()} onClick={begin}>
            {strings.signIn.action}
          </Button>
        </div>
      </div>
    </main>
  );
}
