import { createSignal, For, Show } from 'solid-js';
import { api } from '#web/app/api.ts';
import { useMe, visibleFields } from '#web/app/me.tsx';
import { messageOf } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { A } from '#web/lib/router.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Button } from '#web/ui/button.tsx';
import { Chip } from '#web/ui/chip.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { FieldInput } from '#web/ui/field-input.tsx';
import { FormField } from '#web/ui/form-field.tsx';
import { RelationPicker } from '#web/ui/picker.tsx';
import { Banner, Skeleton } from '#web/ui/states.tsx';
import { text } from '#web/ui/text.ts';
import { tidied } from '#web/ui/tidy.ts';
import type { Tone } from '#web/ui/tone.ts';

type Answer = Awaited<ReturnType<typeof api.assignmentRule.preview>>;
type Rule = Answer['rules'][number];

const tones: Readonly<Record<Rule['outcome'], Tone>> = {
  chosen: 'success',
  doesNotApply: 'neutral',
  nobodyAvailable: 'warning',
  notReached: 'neutral',
};

/** What rules look at most; more can be tried with a lead that exists. */
const asked = ['country', 'region', 'industry', 'leadSource', 'rating', 'estimatedValue', 'companyName'];

/** Asks the rules who would get a lead, without giving it to anybody: the lead that is open, another one, or some values. */
export default function RulesPreview(props: { leadId?: string; onClose: () => void }) {
  const me = useMe();
  const [leadId, setLeadId] = createSignal<string | undefined>(props.leadId);
  const [values, setValues] = createSignal<Readonly<Record<string, unknown>>>({});
  const [answer, setAnswer] = createSignal<Answer>();
  const [problem, setProblem] = createSignal<unknown>();
  const [isBusy, setIsBusy] = createSignal(false);
  const fields = () => {
    const lead = entityOf('lead');
    const visible = lead ? visibleFields(me, lead) : {};
    return asked.flatMap((key) => {
      const field = visible[key];
      return field ? [{ key, field }] : [];
    });
  };
  const ask = async () => {
    setIsBusy(true);
    setProblem(undefined);
    const given = Object.fromEntries(
      fields().flatMap(({ key, field }) => {
        const value = tidied(field, values()[key]);
        return value === undefined ? [] : [[key, value]];
      }),
    );
    try {
      setAnswer(await api.assignmentRule.preview({ body: { leadId: leadId(), values: given } }));
    } catch (error) {
      setAnswer(undefined);
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  };
  if (props.leadId) void ask();
  return (
    <Dialog
      isOpen
      onOpenChange={() => props.onClose()}
      title={strings.preview.title}
      description={strings.preview.lead}
      footer={
        <>
          <Button variant="ghost" onClick={() => props.onClose()}>
            {text.close}
          </Button>
          <Button variant="primary" type="submit" form="rules-preview" isBusy={isBusy()}>
            {strings.preview.ask}
          </Button>
        </>
      }
    >
      <form
        id="rules-preview"
        class="space-y-3.5"
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <Show when={!props.leadId}>
          <FormField label={strings.preview.existing}>
            {(ids) => (
              <RelationPicker
                {...ids}
                label={strings.preview.existing}
                target="lead"
                value={leadId()}
                onChange={setLeadId}
              />
            )}
          </FormField>
          <p class="text-xs text-muted">{strings.preview.orValues}</p>
          <div class="grid gap-3 sm:grid-cols-2">
            <For each={fields()}>
              {({ key, field }) => (
                <FormField label={field.label}>
                  {(ids) => (
                    <FieldInput
                      {...ids}
                      field={field}
                      label={field.label}
                      value={values()[key]}
                      onChange={(value) => setValues((now) => ({ ...now, [key]: value }))}
                    />
                  )}
                </FormField>
              )}
            </For>
          </div>
        </Show>
        <div aria-live="polite" class="space-y-3">
          <Show when={problem()}>
            <Banner tone="danger">{messageOf(problem())}</Banner>
          </Show>
          <Show when={isBusy() && !answer()}>
            <Skeleton class="h-16 w-full" />
          </Show>
          <Show when={answer()}>{(known) => <Outcome answer={known()} />}</Show>
        </div>
      </form>
    </Dialog>
  );
}

const Outcome = (props: { answer: Answer }) => (
  <>
    <div class="rounded-lg border border-accent-line bg-accent-soft px-3.5 py-3">
      <p class="font-semibold">
        <Show when={props.answer.chosen} fallback={strings.preview.nobody}>
          {(chosen) => strings.preview.gets(chosen().name ?? strings.preview.somebody)}
        </Show>
      </p>
      <p class="mt-0.5 text-xs text-ink-2">{props.answer.reason}</p>
    </div>
    <ol class="divide-y divide-line rounded-lg border border-line bg-raised">
      <For each={props.answer.rules} fallback={<li class="px-3 py-2 text-muted">{strings.preview.noRules}</li>}>
        {(rule, index) => (
          <li class="px-3 py-2">
            <div class="flex items-center gap-2">
              <span class="w-4 text-xs text-muted tnum">{index() + 1}</span>
              <A href={`/assignment-rules/${rule.id}`} class="min-w-0 flex-1 truncate font-medium hover:underline">
                {rule.name}
              </A>
              <Chip tone={tones[rule.outcome]}>{strings.preview.outcome[rule.outcome]}</Chip>
            </div>
            <Show when={rule.people.length > 0}>
              <ul class="mt-1.5 space-y-1 pl-6">
                <For each={rule.people}>
                  {(person) => (
                    <li class="flex flex-wrap items-center gap-x-2 text-xs">
                      <Avatar name={person.name ?? strings.preview.somebody} size={16} />
                      <span
                        class={
                          person.userId === props.answer.chosen?.userId && rule.outcome === 'chosen'
                            ? 'font-semibold'
                            : ''
                        }
                      >
                        {person.name ?? strings.preview.somebody}
                      </span>
                      <span class="ml-auto text-muted">
                        {strings.preview.standing[person.standing]} · {strings.preview.openLeads(person.openLeads)}
                      </span>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          </li>
        )}
      </For>
    </ol>
  </>
);
