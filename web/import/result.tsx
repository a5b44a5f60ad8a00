import { createSignal, For, Show } from 'solid-js';
import type { ImportRun } from '#shared/import/import.ts';
import { useMe } from '#web/app/me.tsx';
import { hrefOf } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { A } from '#web/lib/router.ts';
import { said } from '#web/lib/said.ts';
import { Button, buttonClass } from '#web/ui/button.tsx';
import { Confirm } from '#web/ui/dialog.tsx';
import { Icon, type IconType } from '#web/ui/icon.tsx';
import { CircleAlert, CircleCheck, CircleX, Download, Restore, Undo } from '#web/ui/icons.ts';
import { Banner } from '#web/ui/states.tsx';
import { Counts } from './counts.tsx';
import { bringing, startStep } from './import.queries.ts';
import { downloadErrors } from './plan.tsx';

const numbers = ['created', 'updated', 'skipped', 'failed'] as const;

type Look = { readonly title: string; readonly icon: IconType; readonly tone: string };
const lookOf = (run: ImportRun): Look => {
  switch (run.state) {
    case 'applied':
      return { title: strings.import.done, icon: CircleCheck, tone: 'bg-success-soft text-success' };
    case 'appliedWithErrors':
      return { title: strings.import.doneWithErrors, icon: CircleAlert, tone: 'bg-warning-soft text-warning' };
    case 'reverted':
      return { title: strings.import.undone, icon: Restore, tone: 'bg-neutral-soft text-neutral' };
    case 'partlyReverted':
      return { title: strings.import.partlyUndone, icon: Restore, tone: 'bg-warning-soft text-warning' };
    case 'cancelled':
      return { title: strings.import.cancelled, icon: CircleX, tone: 'bg-neutral-soft text-neutral' };
    default:
      return { title: strings.import.failed, icon: CircleX, tone: 'bg-danger-soft text-danger' };
  }
};

/** What an import did, and the way back. */
export function Result(props: { run: ImportRun }) {
  const me = useMe();
  const [isAsking, setIsAsking] = createSignal(false);
  const [isBusy, setIsBusy] = createSignal(false);
  const look = () => lookOf(props.run);
  const canUndo = () =>
    ['applied', 'appliedWithErrors', 'partlyReverted', 'failed', 'cancelled'].includes(props.run.state) &&
    me.can('update', 'import');
  const undo = async () => {
    setIsBusy(true);
    await startStep(props.run, 'undo');
    setIsBusy(false);
    setIsAsking(false);
  };
  const nouns = () => [...new Set(bringing(props.run).flatMap((file) => (file.noun ? [file.noun] : [])))];
  return (
    <div class="space-y-4">
      <section class="rounded-xl border border-line bg-raised px-5 py-6 text-center shadow-1">
        <span class={`mx-auto mb-3 grid size-11 place-items-center rounded-full ${look().tone}`}>
          <Icon of={look().icon} size={22} />
        </span>
        <h2 class="text-lg font-semibold" role="status">
          {look().title}
        </h2>
        <Show when={props.run.error}>{(words) => <p class="mt-1 text-danger">{said(words())}</p>}</Show>
        <div class="mt-4 flex flex-wrap justify-center gap-2">
          <For each={nouns()}>
            {(noun) => (
              <A href={`/${entityOf(noun)?.plural ?? noun}`} class={buttonClass()}>
                {strings.import.open(entityOf(noun)?.label.many ?? noun)}
              </A>
            )}
          </For>
          <A href="/imports" class={buttonClass('ghost')}>
            {strings.import.another}
          </A>
          <Show when={canUndo()}>
            <Button variant="ghost" icon={Undo} class="text-danger" onClick={() => setIsAsking(true)}>
              {strings.import.undo}
            </Button>
          </Show>
        </div>
      </section>
      <Counts
        columns={numbers.map((key) => ({ key, label: strings.import.applied[key], isBad: key === 'failed' }))}
        rows={bringing(props.run).map((file) => ({ name: file.name, counts: file.applied ?? {} }))}
      />
      <Show when={(props.run.problemCount ?? 0) > 0}>
        <Banner tone="warning">
          <div class="flex flex-wrap items-center gap-3">
            <span class="font-medium">{strings.import.problems(props.run.problemCount ?? 0)}</span>
            <Button size="sm" icon={Download} onClick={() => void downloadErrors(props.run)}>
              {strings.import.errorFile}
            </Button>
          </div>
        </Banner>
      </Show>
      <Show when={(props.run.leftCount ?? 0) > 0}>
        <section class="rounded-lg border border-line bg-raised shadow-1">
          <h3 class="border-b border-line px-4 py-2 text-xs font-semibold text-ink-2">
            {strings.import.left} <span class="font-normal text-muted tnum">{props.run.leftCount}</span>
          </h3>
          <ul class="divide-y divide-line">
            <For each={props.run.left ?? []}>
              {(left) => (
                <li class="flex items-baseline gap-3 px-4 py-2">
                  <A href={hrefOf(left.noun, left.id)} class="font-medium text-accent-text hover:underline">
                    {left.title}
                  </A>
                  <span class="text-xs text-muted">{said(left.detail)}</span>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
      <Confirm
        isOpen={isAsking()}
        onOpenChange={setIsAsking}
        title={strings.import.undoTitle}
        description={strings.import.undoDetail}
        confirmLabel={strings.import.undo}
        isDanger
        isBusy={isBusy()}
        onConfirm={() => void undo()}
      />
    </div>
  );
}
