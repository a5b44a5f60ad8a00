import { createSignal, For, Show } from 'solid-js';
import { createStore, unwrap } from 'solid-js/store';
import { missingForStage } from '#shared/deal/stage-gate.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { FieldInput } from '#web/ui/field-input.tsx';
import { FormField } from '#web/ui/form-field.tsx';
import { text } from '#web/ui/text.ts';
import { tidied } from '#web/ui/tidy.ts';
import { answerQuestion, closeQuestion, type Question, question } from './move-deal.ts';

/** Asks for the fields that a deal needs before it enters a stage, or is won or lost. */
export function MoveDialog() {
  return (
    <Show when={question()} keyed>
      {(asked) => <Ask question={asked} />}
    </Show>
  );
}

function Ask(props: { question: Question }) {
  const [patch, setPatch] = createStore<Record<string, unknown>>({ ...props.question.given });
  const [isBusy, setIsBusy] = createSignal(false);
  const fields = () =>
    props.question.fields.flatMap((key) => {
      const field = entityOf('deal')?.fields[key];
      return field ? [{ key, field }] : [];
    });
  const kind = () => props.question.stage.kind;
  const old = (key: string): unknown => Object.entries(props.question.deal).find(([name]) => name === key)?.[1];
  const needed = missingForStage(props.question.deal, props.question.stage);
  const isNeeded = (key: string) => key in props.question.errors || needed.includes(key);
  const submit = async (event: Event) => {
    event.preventDefault();
    setIsBusy(true);
    const given = Object.fromEntries(
      fields().flatMap(({ key, field }) => {
        const value = tidied(field, unwrap(patch)[key]);
        return value === undefined ? [] : [[key, value]];
      }),
    );
    await answerQuestion(props.question, given);
    setIsBusy(false);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={closeQuestion}
      title={
        kind() === 'won'
          ? strings.gate.wonTitle
          : kind() === 'lost'
            ? strings.gate.lostTitle
            : strings.gate.title(props.question.stage.name)
      }
      description={kind() === 'open' ? strings.gate.lead : props.question.deal.name}
      width="sm"
      footer={
        <>
          <Button variant="ghost" onClick={closeQuestion}>
            {text.cancel}
          </Button>
          <Button variant="primary" type="submit" form="move-form" isBusy={isBusy()}>
            {kind() === 'open' ? strings.gate.move : strings.gate.close}
          </Button>
        </>
      }
    >
      <form id="move-form" class="space-y-3.5" onSubmit={submit} novalidate>
        <For each={fields()}>
          {({ key, field }) => (
            <FormField
              label={field.label}
              help={field.help}
              error={props.question.errors[key]}
              isRequired={isNeeded(key)}
            >
              {(ids) => (
                <FieldInput
                  {...ids}
                  field={field}
                  isRequired={isNeeded(key)}
                  label={field.label}
                  value={key in patch ? patch[key] : old(key)}
                  onChange={(value) => setPatch(key, value)}
                />
              )}
            </FormField>
          )}
        </For>
      </form>
    </Dialog>
  );
}
