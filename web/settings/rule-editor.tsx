// biome-ignore-all lint/a11y/noLabelWithoutControl: the control is the component inside
import { createSignal, For, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { useMe, visibleFields } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { saveFields } from '#web/record/record.mutations.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { FilterBuilder } from '#web/ui/filter-builder.tsx';
import { X } from '#web/ui/icons.ts';
import { NumberInput } from '#web/ui/number-input.tsx';
import { RelationPicker } from '#web/ui/picker.tsx';
import { RefLabel } from '#web/ui/ref-label.tsx';
import { text } from '#web/ui/text.ts';

type Member = { readonly userId: string; readonly weight?: number | undefined };

const membersOf = (record: AnyRecord): readonly Member[] =>
  // the field `pool` of an assignment rule holds its members
  Array.isArray(record['pool']) ? (record['pool'] as readonly Member[]) : [];

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** To which leads an assignment rule applies, and who gets them. */
export default function RuleEditor(props: { record: AnyRecord }) {
  const me = useMe();
  const saved = () => props.record['when'] as Predicate | undefined;
  const [when, setWhen] = createSignal<Predicate | undefined>(saved());
  const members = () => membersOf(props.record);
  const canEdit = () => me.canEdit('assignmentRule', 'pool') && props.record.deletedAt === undefined;
  const savePool = (pool: readonly Member[]) => {
    if (pool.length > 0) void saveFields(props.record, { pool });
  };
  return (
    <div class="mx-auto max-w-190 space-y-5">
      <section class="rounded-lg border border-line bg-raised p-4 shadow-1">
        <h2 class="mb-3 text-xs font-semibold text-ink-2">{entityOf('assignmentRule')?.fields['when']?.label}</h2>
        <Show when={entityOf('lead')}>
          {(lead) => (
            <FilterBuilder
              fields={visibleFields(me, lead())}
              value={saved()}
              onChange={(next) => setWhen(() => next)}
            />
          )}
        </Show>
        <Show when={canEdit() && !same(when(), saved())}>
          <Button
            variant="primary"
            size="sm"
            class="mt-3"
            onClick={() => void saveFields(props.record, { when: when() })}
          >
            {text.save}
          </Button>
        </Show>
      </section>
      <section class="rounded-lg border border-line bg-raised p-4 shadow-1">
        <h2 class="mb-3 text-xs font-semibold text-ink-2">{strings.settings.pool}</h2>
        <ul class="space-y-1.5">
          <For each={members()}>
            {(member) => (
              <li class="flex min-h-8 items-center gap-3">
                <RefLabel noun="user" id={member.userId} class="min-w-0 flex-1" />
                <Show when={props.record['method'] === 'weighted'}>
                  <label class="flex items-center gap-2 text-xs text-muted">
                    {strings.settings.weight}
                    <span class="w-16">
                      <NumberInput
                        label={strings.settings.weight}
                        value={member.weight ?? 1}
                        isDisabled={!canEdit()}
                        onChange={(weight) =>
                          savePool(
                            members().map((m) =>
                              m.userId === member.userId ? { ...m, weight: Math.round(weight ?? 1) } : m,
                            ),
                          )
                        }
                      />
                    </span>
                  </label>
                </Show>
                <Show when={canEdit() && members().length > 1}>
                  <IconButton
                    label={text.remove}
                    icon={X}
                    size={14}
                    onClick={() => savePool(members().filter((m) => m.userId !== member.userId))}
                  />
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={canEdit()}>
          <div class="mt-3 max-w-72">
            <RelationPicker
              label={strings.settings.addPerson}
              placeholder={strings.settings.addPerson}
              target="user"
              value={undefined}
              onChange={(userId) => {
                if (userId && !members().some((m) => m.userId === userId)) savePool([...members(), { userId }]);
              }}
            />
          </div>
        </Show>
      </section>
    </div>
  );
}
