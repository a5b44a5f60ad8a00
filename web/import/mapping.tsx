import { createSignal, For, Show } from 'solid-js';
import type { ImportRun } from '#shared/import/import.ts';
import { strings } from '#web/app/strings.ts';
import { said } from '#web/lib/said.ts';
import { Button } from '#web/ui/button.tsx';
import { CheckboxLine } from '#web/ui/checkbox.tsx';
import { ArrowRight } from '#web/ui/icons.ts';
import { Banner } from '#web/ui/states.tsx';
import { FileCard } from './file-card.tsx';
import { bringing, cancelImport, patchImport, startStep } from './import.queries.ts';

/** Which file is what, and which column goes where. */
export function Mapping(props: { run: ImportRun }) {
  const [isBusy, setIsBusy] = createSignal(false);
  const plan = async () => {
    setIsBusy(true);
    await startStep(props.run, 'plan');
    setIsBusy(false);
  };
  const undecided = () =>
    bringing(props.run)
      .flatMap((file) => file.decisions)
      .filter((decision) => decision.decision === 'pending').length;
  return (
    <div class="space-y-4">
      <Show when={props.run.error}>{(words) => <Banner tone="danger">{said(words())}</Banner>}</Show>
      <For each={props.run.notes ?? []}>{(note) => <Banner tone="info">{said(note)}</Banner>}</For>
      <For each={props.run.files.map((file) => file.index)}>
        {(index) => (
          <Show when={props.run.files.find((file) => file.index === index)}>
            {(file) => <FileCard run={props.run} file={file()} />}
          </Show>
        )}
      </For>
      <Show when={undecided() > 0}>
        <Banner tone="warning">{strings.import.undecided(undecided())}</Banner>
      </Show>
      <div class="sticky bottom-0 -mx-5 flex flex-wrap items-center gap-2 border-t border-line bg-canvas px-5 py-3 max-md:-mx-4 max-md:px-4">
        <Show when={bringing(props.run).some((file) => file.noun === 'lead')}>
          <CheckboxLine
            label={strings.import.runsRules}
            isChecked={props.run.runsRules === true}
            onChange={(runsRules) => void patchImport(props.run.id, { runsRules })}
          />
        </Show>
        <span class="ml-auto" />
        <Button variant="ghost" onClick={() => void cancelImport(props.run)}>
          {strings.import.cancel}
        </Button>
        <Button
          variant="primary"
          trailing={ArrowRight}
          isBusy={isBusy()}
          disabled={bringing(props.run).length === 0}
          onClick={() => void plan()}
        >
          {strings.import.plan}
        </Button>
      </div>
    </div>
  );
}
