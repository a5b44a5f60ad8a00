import { createSignal, For, Index, Show } from 'solid-js';
import type { DecisionKind, ImportDecision, ImportFile } from '#shared/import/import-file.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { Chip } from '#web/ui/chip.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { ArrowRight, Check, ChevronDown, ChevronRight } from '#web/ui/icons.ts';
import { RelationPicker } from '#web/ui/picker.tsx';
import { Select } from '#web/ui/select.tsx';
import { targetField } from './targets.ts';

type DecisionPatch = {
  readonly column: number;
  readonly value: string;
  readonly decision: DecisionKind;
  readonly useId?: string;
};
type Patch = {
  decisions?: DecisionPatch[];
  columns?: { index: number; otherwise: DecisionKind }[];
};

/** Stands for the proposal in the choice, beside the kinds of decision. */
const proposed = 'proposed';

/** What becomes of values that name no record: near matches are proposed, the rest is created, kept as text or left empty. */
export function Decisions(props: { file: ImportFile; onPatch: (patch: Patch) => void }) {
  const columns = () =>
    props.file.columns.flatMap((column) => {
      const decisions = props.file.decisions.filter((decision) => decision.column === column.index);
      return decisions.length > 0 ? [{ column, decisions }] : [];
    });
  const put = (decision: ImportDecision, kind: DecisionKind, useId?: string) =>
    props.onPatch({
      decisions: [{ column: decision.column, value: decision.value, decision: kind, ...(useId && { useId }) }],
    });
  const isProposed = (decision: ImportDecision) =>
    decision.decision === 'use' && decision.proposal !== undefined && decision.useId === decision.proposal.id;
  const acceptAll = (decisions: readonly ImportDecision[]) =>
    props.onPatch({
      decisions: decisions.flatMap((decision) =>
        decision.proposal && decision.decision === 'pending'
          ? [{ column: decision.column, value: decision.value, decision: 'use' as const, useId: decision.proposal.id }]
          : [],
      ),
    });
  return (
    <For each={columns().map((entry) => entry.column.index)}>
      {(index) => {
        const entry = () => columns().find((e) => e.column.index === index);
        const field = () => targetField(props.file, entry()?.column.field ?? null);
        const isSettled = () => entry()?.decisions.every((d) => d.decision !== 'pending') ?? true;
        // read once: a row must not jump away while it is being decided
        const begun = new Set(
          entry()
            ?.decisions.filter((d) => d.decision === 'pending')
            .map((d) => d.value),
        );
        const [opened, setOpened] = createSignal(begun.size > 0);
        const ordered = () => {
          const all = entry()?.decisions ?? [];
          return [...all.filter((d) => begun.has(d.value)), ...all.filter((d) => !begun.has(d.value))];
        };
        const open = () => entry()?.decisions.filter((d) => d.proposal && d.decision === 'pending') ?? [];
        const options = (decision: ImportDecision) => [
          ...(decision.proposal ? [{ id: proposed, label: strings.import.meant(decision.proposal.title) }] : []),
          ...(field()?.target ? [{ id: 'use', label: strings.import.choices.use }] : []),
          ...(field()?.target && field()?.target !== 'user'
            ? [{ id: 'create', label: strings.import.choices.create }]
            : []),
          ...(field()?.target === 'user' || field()?.target
            ? [{ id: 'keepAsText', label: strings.import.choices.keepAsText }]
            : []),
          { id: 'skip', label: strings.import.choices.skip },
          ...(decision.decision === 'pending' ? [{ id: 'pending', label: strings.import.choices.pending }] : []),
        ];
        return (
          <section class="border-t border-line bg-sunken px-4 py-3">
            <div class="mb-2 flex flex-wrap items-center gap-2">
              <h2 class="text-xs font-semibold text-ink-2">
                {strings.import.decisionsLead(entry()?.column.heading ?? '')}
              </h2>
              <Show when={field()?.target}>{(target) => <Chip>{entityOf(target())?.label.many}</Chip>}</Show>
              <Show when={open().length > 1}>
                <Button size="sm" icon={Check} class="ml-auto" onClick={() => acceptAll(entry()?.decisions ?? [])}>
                  {strings.import.acceptAll}
                </Button>
              </Show>
            </div>
            <Show when={isSettled()}>
              <Button variant="ghost" size="sm" class="-ml-2" onClick={() => setOpened(!opened())}>
                <Icon of={opened() ? ChevronDown : ChevronRight} size={13} />
                {strings.import.decided(entry()?.decisions.length ?? 0)}
              </Button>
            </Show>
            <ul
              class="divide-y divide-line rounded-md border border-line bg-raised"
              classList={{ hidden: isSettled() && !opened() }}
            >
              <Index each={ordered()}>
                {(decision) => (
                  <li class="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
                    <span class="min-w-0 truncate font-medium">{decision().value}</span>
                    <span class="text-xs text-muted tnum">{strings.import.seen(decision().count)}</span>
                    <span class="ml-auto flex flex-wrap items-center gap-2">
                      <Show when={decision().proposal && decision().decision === 'pending'}>
                        <Button
                          size="sm"
                          variant="primary"
                          icon={Check}
                          onClick={() => put(decision(), 'use', decision().proposal?.id)}
                        >
                          {decision().value}
                          <Icon of={ArrowRight} size={12} weight={2} />
                          {decision().proposal?.title}
                        </Button>
                      </Show>
                      <span class="w-52">
                        <Select
                          isRequired
                          label={strings.import.decide(decision().value)}
                          options={options(decision())}
                          value={isProposed(decision()) ? proposed : decision().decision}
                          onChange={(id) => {
                            if (id === proposed) put(decision(), 'use', decision().proposal?.id);
                            else if (id === 'create' || id === 'keepAsText' || id === 'skip') put(decision(), id);
                            else if (id === 'use') put(decision(), 'use', decision().useId ?? decision().proposal?.id);
                          }}
                        />
                      </span>
                      <Show when={decision().decision === 'use' && !isProposed(decision()) && field()?.target}>
                        {(target) => (
                          <span class="w-52">
                            <RelationPicker
                              label={strings.import.choices.use}
                              target={target()}
                              value={decision().useId}
                              onChange={(id) => id && put(decision(), 'use', id)}
                            />
                          </span>
                        )}
                      </Show>
                    </span>
                  </li>
                )}
              </Index>
            </ul>
          </section>
        );
      }}
    </For>
  );
}
