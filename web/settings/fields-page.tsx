import { createSignal, For, type JSX, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { isExtendable } from '#shared/custom-field/extendable.ts';
import { useMe } from '#web/app/me.tsx';
import { messageOf, showProblem } from '#web/app/problems.ts';
import { hrefOf } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { entities, entityOf } from '#web/lib/declarations.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Chip } from '#web/ui/chip.tsx';
import { ArrowDown, ArrowUp, Pencil, Plus } from '#web/ui/icons.ts';
import { Select } from '#web/ui/select.tsx';
import { Empty, ErrorState, SkeletonRows } from '#web/ui/states.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { FieldDialog, RuleDialog } from './field-dialog.tsx';
import { fieldStrings } from './field-strings.ts';
import { type DefiningNoun, definitionsQuery, removeRule, saveDefinition } from './fields.queries.ts';

type Open = { readonly defining: DefiningNoun; readonly record: AnyRecord | undefined };

const kindLabel = (record: AnyRecord): string => {
  const kind = entityOf('customField')?.fields['kind']?.options?.find((o) => o.id === record['kind'])?.label ?? '';
  const target = entityOf(String(record['target'] ?? ''))?.label.many;
  return target ? `${kind}: ${target}` : kind;
};

/** The fields that administrators added to a noun, and its validation rules. */
export default function FieldsPage() {
  const me = useMe();
  const choices = entities
    .filter((entity) => isExtendable(entity) && me.can('read', entity.noun))
    .map(({ noun, label }) => ({ id: noun, label: label.many }));
  const [noun, setNoun] = createSignal(choices[0]?.id ?? 'company');
  const [open, setOpen] = createSignal<Open>();
  const fields = createQuery(() => definitionsQuery('customField', noun()));
  const rules = createQuery(() => ({
    ...definitionsQuery('validationRule', noun()),
    enabled: me.can('read', 'validationRule'),
  }));
  const living = () => (dataOf(fields) ?? []).filter((f) => f['isRetired'] !== true);
  const retired = () => (dataOf(fields) ?? []).filter((f) => f['isRetired'] === true);
  const canEdit = () => me.can('update', 'customField');
  const attempt = async (work: () => Promise<unknown>, title: string | undefined) => {
    try {
      await work();
      if (title) showToast({ title });
    } catch (error) {
      showProblem(error);
    }
  };
  const retire = (record: AnyRecord, isRetired: boolean) => {
    const label = String(record['label']);
    return attempt(
      () => saveDefinition('customField', record, { isRetired }),
      isRetired ? fieldStrings.wasRetired(label) : fieldStrings.wasRestored(label),
    );
  };
  /** Two neighbours change places; where they stand at the same place, all behind them move on. */
  const move = (at: number, by: number) => {
    const list = [...living()];
    const [moved] = list.splice(at, 1);
    if (!moved) return;
    list.splice(at + by, 0, moved);
    return attempt(async () => {
      for (const [i, record] of list.entries())
        if (record['order'] !== i + 1) await saveDefinition('customField', record, { order: i + 1 });
    }, undefined);
  };
  const row = (record: AnyRecord, buttons: JSX.Element, defining: DefiningNoun): JSX.Element => (
    <li class="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
      <span class="min-w-40 flex-1 font-medium">
        <Show when={canEdit()} fallback={String(record['label'] ?? record['name'])}>
          <button type="button" class="text-left hover:underline" onClick={() => setOpen({ defining, record })}>
            {String(record['label'] ?? record['name'])}
          </button>
        </Show>
        <span class="block text-xs font-normal text-muted">
          {defining === 'customField' ? (
            <>
              {kindLabel(record)} · <code>{String(record['key'])}</code>
            </>
          ) : (
            String(record['message'])
          )}
        </span>
      </span>
      <span class="flex flex-wrap items-center gap-1.5">
        <Show when={record['section']}>{(section) => <Chip>{String(section())}</Chip>}</Show>
        <Show when={record['isRequired'] === true}>
          <Chip tone="warning">{fieldStrings.required}</Chip>
        </Show>
        <Show when={record['requiredWhen']}>
          <Chip tone="warning">{fieldStrings.sometimesRequired}</Chip>
        </Show>
        <Show when={record['visibleWhen']}>
          <Chip tone="info">{fieldStrings.sometimesShown}</Chip>
        </Show>
        <Show when={record['isSearchable'] === true}>
          <Chip>{fieldStrings.searched}</Chip>
        </Show>
        <Show when={record['isActive'] === false}>
          <Chip>{fieldStrings.inactive}</Chip>
        </Show>
      </span>
      <span class="flex items-center gap-1">
        {buttons}
        <A href={hrefOf(defining, record.id)} class="px-1.5 text-xs text-muted hover:underline">
          {fieldStrings.history}
        </A>
      </span>
    </li>
  );
  const card = (title: string, action: JSX.Element, body: JSX.Element): JSX.Element => (
    <section>
      <div class="mb-2 flex items-center justify-between gap-2">
        <h2 class="text-xs font-semibold text-ink-2">{title}</h2>
        {action}
      </div>
      <div class="rounded-lg border border-line bg-raised shadow-1">{body}</div>
    </section>
  );
  return (
    <>
      <TopBar
        left={
          <h1 class="flex items-center gap-2 text-sm font-semibold">
            <A href="/settings" class="font-normal text-muted hover:underline">
              {strings.settings.title}
            </A>
            {fieldStrings.title}
          </h1>
        }
      >
        <Select
          label={fieldStrings.of}
          value={noun()}
          options={choices}
          isRequired
          onChange={(next) => next && setNoun(next)}
        />
      </TopBar>
      <div class="min-h-0 flex-1 overflow-y-auto bg-canvas">
        <div class="mx-auto max-w-220 space-y-6 p-5 max-md:p-4">
          <Show when={fields.isError}>
            <ErrorState
              title={strings.error.title}
              detail={messageOf(fields.error)}
              onRetry={() => void fields.refetch()}
            />
          </Show>
          {card(
            fieldStrings.fields,
            <Show when={me.can('create', 'customField')}>
              <Button size="sm" icon={Plus} onClick={() => setOpen({ defining: 'customField', record: undefined })}>
                {fieldStrings.newField}
              </Button>
            </Show>,
            <Show when={!fields.isPending} fallback={<SkeletonRows count={4} />}>
              <Show
                when={living().length > 0}
                fallback={<Empty title={fieldStrings.noFields} detail={fieldStrings.noFieldsDetail} />}
              >
                <ul class="divide-y divide-line">
                  <For each={living()}>
                    {(record, at) =>
                      row(
                        record,
                        <Show when={canEdit()}>
                          <IconButton
                            label={fieldStrings.up(String(record['label']))}
                            icon={ArrowUp}
                            size={14}
                            disabled={at() === 0}
                            onClick={() => void move(at(), -1)}
                          />
                          <IconButton
                            label={fieldStrings.down(String(record['label']))}
                            icon={ArrowDown}
                            size={14}
                            disabled={at() === living().length - 1}
                            onClick={() => void move(at(), 1)}
                          />
                          <IconButton
                            label={fieldStrings.edit(String(record['label']))}
                            icon={Pencil}
                            size={14}
                            onClick={() => setOpen({ defining: 'customField', record })}
                          />
                          <Button size="sm" variant="ghost" onClick={() => void retire(record, true)}>
                            {fieldStrings.retire}
                          </Button>
                        </Show>,
                        'customField',
                      )
                    }
                  </For>
                </ul>
              </Show>
            </Show>,
          )}
          <Show when={retired().length > 0}>
            {card(
              fieldStrings.retired,
              undefined,
              <ul class="divide-y divide-line">
                <For each={retired()}>
                  {(record) =>
                    row(
                      record,
                      <Show when={canEdit()}>
                        <Button size="sm" variant="ghost" onClick={() => void retire(record, false)}>
                          {fieldStrings.restore}
                        </Button>
                      </Show>,
                      'customField',
                    )
                  }
                </For>
              </ul>,
            )}
          </Show>
          <Show when={me.can('read', 'validationRule')}>
            {card(
              fieldStrings.rules,
              <Show when={me.can('create', 'validationRule')}>
                <Button
                  size="sm"
                  icon={Plus}
                  onClick={() => setOpen({ defining: 'validationRule', record: undefined })}
                >
                  {fieldStrings.newRule}
                </Button>
              </Show>,
              <Show
                when={(dataOf(rules) ?? []).length > 0}
                fallback={<Empty title={fieldStrings.noRules} detail={fieldStrings.noRulesDetail} />}
              >
                <ul class="divide-y divide-line">
                  <For each={dataOf(rules)}>
                    {(record) =>
                      row(
                        record,
                        <Show when={me.can('delete', 'validationRule')}>
                          <Button
                            size="sm"
                            variant="ghost"
                            onClick={() =>
                              void attempt(() => removeRule(record), fieldStrings.wasRemoved(String(record['name'])))
                            }
                          >
                            {fieldStrings.remove}
                          </Button>
                        </Show>,
                        'validationRule',
                      )
                    }
                  </For>
                </ul>
              </Show>,
            )}
          </Show>
        </div>
      </div>
      <Show when={open()} keyed>
        {(wanted) =>
          wanted.defining === 'customField' ? (
            <FieldDialog noun={noun()} record={wanted.record} onClose={() => setOpen(undefined)} />
          ) : (
            <RuleDialog noun={noun()} record={wanted.record} onClose={() => setOpen(undefined)} />
          )
        }
      </Show>
    </>
  );
}
