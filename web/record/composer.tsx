// biome-ignore-all lint/a11y/useSemanticElements: a group of controls within a form; a fieldset would bring its own layout
import { createSignal, For, Match, Show, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { recordsOf } from '#web/app/api.ts';
import { useMe } from '#web/app/me.tsx';
import { showProblem } from '#web/app/problems.ts';
import { titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { today } from '#web/lib/day.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { cx } from '#web/ui/cx.ts';
import { DateInput } from '#web/ui/date-input.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Phone, SquareCheck, StickyNote } from '#web/ui/icons.ts';
import { commandKey, Kbd } from '#web/ui/kbd.tsx';
import { paragraphs } from '#web/ui/rich-text.tsx';
import { Select } from '#web/ui/select.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { tookPlace } from './record.queries.ts';

type Kind = 'note' | 'call' | 'task';

const modes = [
  { kind: 'note', label: strings.composer.note, icon: StickyNote, hint: strings.composer.noteHint },
  { kind: 'call', label: strings.composer.call, icon: Phone, hint: strings.composer.callHint },
  { kind: 'task', label: strings.composer.task, icon: SquareCheck, hint: strings.composer.taskHint },
] as const;

/** The field of an activity that names a record of this noun, e.g. `dealId` of a note. */
const linkTo = (activity: string, noun: string): string | undefined =>
  Object.entries(entityOf(activity)?.fields ?? {}).find(
    ([key, field]) => field.kind === 'ref' && field.target === noun && key !== 'ownerId',
  )?.[0];

/** Further records that an activity belongs to: a deal's company and contact. */
const furtherLinks = (activity: string, record: AnyRecord): Readonly<Record<string, unknown>> => {
  const fields = entityOf(activity)?.fields ?? {};
  const contactId = record['contactId'] ?? record['primaryContactId'];
  return {
    ...(fields['companyId'] && record['companyId'] !== undefined && { companyId: record['companyId'] }),
    ...(fields['contactId'] && contactId !== undefined && { contactId }),
  };
};

/** True where notes, calls or tasks can be kept with records of this noun. */
export const hasActivities = (noun: string): boolean => modes.some(({ kind }) => linkTo(kind, noun) !== undefined);

/** A draft is its writer's: somebody else at the same tab does not get to see it. */
const draftKey = (userId: string, record: AnyRecord): string => `draft.${userId}.${record.id}`;

/** Writes a note, logs a call or adds a task. What is typed survives leaving the page. */
export function Composer(props: { record: AnyRecord }) {
  const me = useMe();
  const usable = () => modes.filter(({ kind }) => linkTo(kind, props.record.type) && me.can('create', kind));
  const [kind, setKind] = createSignal<Kind>('note');
  const [words, setWords] = createSignal(sessionStorage.getItem(draftKey(me.id, props.record)) ?? '');
  const [direction, setDirection] = createSignal('outbound');
  const [due, setDue] = createSignal<string | undefined>(today());
  const [isBusy, setIsBusy] = createSignal(false);
  const mode = () => usable().find((m) => m.kind === kind()) ?? usable()[0];
  const type = (typed: string) => {
    setWords(typed);
    if (typed) sessionStorage.setItem(draftKey(me.id, props.record), typed);
    else sessionStorage.removeItem(draftKey(me.id, props.record));
  };
  const bodyOf = (chosen: Kind): Readonly<Record<string, unknown>> => {
    const said = words().trim();
    const [line = '', ...rest] = said.split('\n');
    const more = rest.join('\n').trim();
    if (chosen === 'note') return { body: paragraphs(said) };
    if (chosen === 'task') return { title: line.slice(0, 255), dueOn: due(), ...(more && { body: more }) };
    return {
      subject: strings.composer.callOf(titleOfRecord(props.record)).slice(0, 255),
      direction: direction(),
      startedAt: new Date().toISOString(),
      summary: said,
    };
  };
  const save = async () => {
    const chosen = mode()?.kind;
    const link = chosen && linkTo(chosen, props.record.type);
    if (!chosen || !link || !words().trim() || isBusy()) return;
    setIsBusy(true);
    try {
      const body = { ...furtherLinks(chosen, props.record), ...bodyOf(chosen), [link]: props.record.id };
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const said = words();
      tookPlace(await recordsOf(chosen).create({ body: given }));
      // what was typed while the answer was on its way is the next entry
      if (words() === said) type('');
      showToast({ title: strings.composer.saved[chosen] });
    } catch (error) {
      showProblem(error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Show when={mode()}>
      {(current) => (
        <div class="rounded-lg border border-line bg-raised shadow-1 focus-within:border-accent">
          <div class="flex items-center gap-1 px-2 pt-1.5" role="group" aria-label={strings.composer.label}>
            <For each={usable()}>
              {(m) => (
                <button
                  type="button"
                  aria-pressed={current().kind === m.kind}
                  onClick={() => setKind(m.kind)}
                  class={cx(
                    'flex h-7 items-center gap-1.5 rounded-md px-2 text-xs font-medium touch:h-9',
                    current().kind === m.kind ? 'bg-hover text-ink' : 'text-muted hover:text-ink',
                  )}
                >
                  <Icon of={m.icon} size={14} />
                  {m.label}
                </button>
              )}
            </For>
          </div>
          <textarea
            rows={words().includes('\n') || words().length > 90 ? 4 : 1}
            aria-label={current().hint}
            placeholder={current().hint}
            value={words()}
            onInput={(event) => type(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
                event.preventDefault();
                void save();
              }
            }}
            class="block w-full resize-none bg-transparent px-4 pt-2 pb-2.5 text-base outline-none placeholder:text-muted"
          />
          <Show when={words().trim()}>
            <div class="flex flex-wrap items-center gap-2 border-t border-line px-2 py-2">
              <Switch>
                <Match when={current().kind === 'task'}>
                  <div class="w-44">
                    <DateInput label={strings.composer.due} value={due()} onChange={setDue} />
                  </div>
                </Match>
                <Match when={current().kind === 'call'}>
                  <div class="w-32">
                    <Select
                      label={strings.composer.direction}
                      options={entityOf('call')?.fields['direction']?.options ?? []}
                      value={direction()}
                      onChange={(value) => setDirection(value ?? 'outbound')}
                      isRequired
                    />
                  </div>
                </Match>
              </Switch>
              <span class="ml-auto hidden items-center gap-1 text-xs text-muted sm:flex">
                <Kbd>{commandKey()}↵</Kbd>
              </span>
              <Button variant="primary" size="sm" isBusy={isBusy()} onClick={() => void save()}>
                {strings.composer.save}
              </Button>
            </div>
          </Show>
        </div>
      )}
    </Show>
  );
}
