import { createSignal, For, Show } from 'solid-js';
import { api, type TimelineEntry } from '#web/app/api.ts';
import { showProblem } from '#web/app/problems.ts';
import { hrefOf } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf, fieldEver } from '#web/lib/declarations.ts';
import { formatInstant, formatInstantFull } from '#web/lib/format.ts';
import { A } from '#web/lib/router.ts';
import { actorName, ChangeLine } from '#web/record/timeline-text.tsx';
import { Avatar } from '#web/ui/avatar.tsx';
import { Button } from '#web/ui/button.tsx';
import { Chip } from '#web/ui/chip.tsx';
import { ShieldCheck } from '#web/ui/icons.ts';
import { useRefSource } from '#web/ui/ref-source.ts';
import type { Tone } from '#web/ui/tone.ts';

type Entry = TimelineEntry & { readonly version: number };

const tones: Readonly<Record<string, Tone>> = {
  created: 'success',
  removed: 'danger',
  restored: 'info',
  reverted: 'warning',
  assigned: 'accent',
  won: 'success',
  lost: 'danger',
};

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** One change: who, what, of which record, from what to what; and whether the record's chain holds. */
export function AuditEntry(props: { entry: Entry }) {
  const source = useRefSource();
  const [isBusy, setIsBusy] = createSignal(false);
  const [verdict, setVerdict] = createSignal<{ readonly text: string; readonly isSound: boolean }>();
  const verb = () => props.entry.type.split('.')[1] ?? '';
  const word = () => {
    const known: Readonly<Record<string, string>> = strings.history.did;
    return known[verb()] ?? verb();
  };
  const who = () => actorName(props.entry.actor, source);
  const changes = () =>
    props.entry.changes.flatMap((change) => {
      const field = fieldEver(props.entry.noun, change.field);
      return field && !(isNothing(change.before) && isNothing(change.after)) ? [{ change, field }] : [];
    });
  const verify = async () => {
    setIsBusy(true);
    try {
      const { changes: count, fault } = await api.audit.verify({
        params: { noun: props.entry.noun, id: props.entry.recordId },
      });
      setVerdict(
        fault
          ? { text: strings.audit.broken(fault.version, fault.what), isSound: false }
          : { text: strings.audit.unbroken(count), isSound: true },
      );
    } catch (error) {
      showProblem(error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <li class="flex gap-3 px-4 py-2.5">
      <Avatar name={who()} size={24} class="mt-0.5" />
      <div class="min-w-0 flex-1">
        <div class="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span class="font-medium">{who()}</span>
          <Chip tone={tones[verb()] ?? 'neutral'}>{word()}</Chip>
          <span class="text-xs text-muted">{entityOf(props.entry.noun)?.label.one}</span>
          <A
            href={hrefOf(props.entry.noun, props.entry.recordId)}
            class="min-w-0 max-w-80 truncate font-medium text-accent-text hover:underline"
          >
            {props.entry.title}
          </A>
          <span class="text-xs text-muted tnum">{strings.history.version(props.entry.version)}</span>
          <time
            class="ml-auto shrink-0 text-xs text-muted tnum"
            datetime={props.entry.at}
            title={formatInstantFull(props.entry.at)}
          >
            {formatInstant(props.entry.at)}
          </time>
        </div>
        <div class="mt-1 space-y-0.5">
          <For
            each={changes()}
            fallback={
              <p class="text-xs text-muted">
                {verb() === 'created' ? strings.audit.newRecord : strings.audit.noDetails}
              </p>
            }
          >
            {({ field, change }) => <ChangeLine field={field} change={change} />}
          </For>
        </div>
      </div>
      <div class="flex w-36 shrink-0 flex-col items-end gap-1 max-md:w-auto" aria-live="polite">
        <Button
          variant="ghost"
          size="sm"
          icon={ShieldCheck}
          isBusy={isBusy()}
          title={strings.audit.verifyHint}
          aria-label={`${strings.audit.verify}: ${props.entry.title}`}
          onClick={() => void verify()}
        >
          {strings.audit.verify}
        </Button>
        <Show when={verdict()}>
          {(said) => (
            <span class={said().isSound ? 'text-right text-xs text-success' : 'text-right text-xs text-danger'}>
              {said().text}
            </span>
          )}
        </Show>
      </div>
    </li>
  );
}
