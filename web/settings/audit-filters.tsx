import { createSignal, onCleanup, Show } from 'solid-js';
import { useMe } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import { entities } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { Chip } from '#web/ui/chip.tsx';
import { DateInput } from '#web/ui/date-input.tsx';
import { RelationPicker } from '#web/ui/picker.tsx';
import { Select } from '#web/ui/select.tsx';
import { TextInput } from '#web/ui/text-input.tsx';

/** The filter as the address of the page has it; days instead of instants. */
export type AuditParams = {
  readonly q?: string | undefined;
  readonly actor?: string | undefined;
  readonly noun?: string | undefined;
  readonly record?: string | undefined;
  readonly kinds?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

const typingPauseMs = 250;
const kinds = ['created', 'updated', 'removed', 'restored', 'reverted', 'assigned', 'moved', 'won', 'lost'] as const;

/** What narrows the audit log: words, person, noun, kind of change, days. */
export function AuditFilters(props: { value: AuditParams; onChange: (change: AuditParams) => void }) {
  const me = useMe();
  const [words, setWords] = createSignal(props.value.q);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const search = (typed: string | undefined) => {
    setWords(typed);
    clearTimeout(timer);
    timer = setTimeout(() => props.onChange({ q: typed?.trim() || undefined }), typingPauseMs);
  };
  const nouns = () =>
    entities.filter((e) => me.can('read', e.noun)).map(({ noun, label }) => ({ id: noun, label: label.many }));
  const isNarrowed = () => Object.values(props.value).some((part) => part !== undefined);
  const clear = () => {
    clearTimeout(timer);
    setWords(undefined);
    props.onChange({
      q: undefined,
      actor: undefined,
      noun: undefined,
      record: undefined,
      kinds: undefined,
      from: undefined,
      to: undefined,
    });
  };
  return (
    <div class="grid shrink-0 grid-cols-2 items-start gap-2 border-b border-line px-4 py-2.5 md:flex md:flex-wrap">
      <div class="w-44 max-md:col-span-2 max-md:w-full">
        <TextInput
          type="search"
          label={strings.audit.search}
          placeholder={strings.audit.search}
          value={words()}
          onChange={search}
        />
      </div>
      <div class="md:w-48">
        <RelationPicker
          label={strings.audit.person}
          placeholder={strings.audit.person}
          target="user"
          value={props.value.actor}
          onChange={(actor) => props.onChange({ actor })}
        />
      </div>
      <div class="md:w-44">
        <Select
          label={strings.audit.noun}
          emptyLabel={strings.audit.noun}
          options={nouns()}
          value={props.value.noun}
          onChange={(noun) => props.onChange({ noun, record: undefined })}
        />
      </div>
      <div class="md:w-44">
        <Select
          label={strings.audit.kind}
          emptyLabel={strings.audit.kind}
          options={kinds.map((id) => ({ id, label: strings.history.did[id] }))}
          value={props.value.kinds}
          onChange={(kind) => props.onChange({ kinds: kind })}
        />
      </div>
      <div class="md:w-36">
        <DateInput
          label={strings.audit.from}
          placeholder={strings.audit.from}
          value={props.value.from}
          onChange={(from) => props.onChange({ from })}
        />
      </div>
      <div class="md:w-36">
        <DateInput
          label={strings.audit.to}
          placeholder={strings.audit.to}
          value={props.value.to}
          onChange={(to) => props.onChange({ to })}
        />
      </div>
      <Show when={props.value.record}>
        <span class="flex h-7.5 items-center">
          <Chip tone="accent">{strings.audit.oneRecord}</Chip>
        </span>
      </Show>
      <Show when={isNarrowed()}>
        <Button variant="ghost" onClick={clear}>
          {strings.audit.clear}
        </Button>
      </Show>
    </div>
  );
}
