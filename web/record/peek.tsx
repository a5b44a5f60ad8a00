import { createSignal, For, Match, Show, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { hrefOf, shapeOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { createQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { buttonClass, IconButton } from '#web/ui/button.tsx';
import { FieldValue } from '#web/ui/field-value.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { ExternalLink, X } from '#web/ui/icons.ts';
import { Skeleton } from '#web/ui/states.tsx';
import { TabList, tabPanel } from '#web/ui/tabs.tsx';
import { Properties } from './properties.tsx';
import { recordQuery } from './record.queries.ts';
import { Timeline } from './timeline.tsx';

const mostFacts = 4;

const isThere = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** A record beside the list that it is in: its facts, its fields to change, what happened. The focus stays in the list. */
export function Peek(props: { entity: EntityInfo; record: AnyRecord; onClose: () => void }) {
  const [tab, setTab] = createSignal('details');
  const whole = createQuery(() => ({
    ...recordQuery(props.entity.noun, props.record.id),
    placeholderData: keepPreviousData,
  }));
  // a row of the list has only the columns that the list shows
  const record = () => {
    const known = dataOf(whole);
    return known?.id === props.record.id ? known : undefined;
  };
  const facts = () =>
    (props.entity.highlights ?? [])
      .flatMap((key) => {
        const field = props.entity.fields[key];
        return field && isThere((record() ?? props.record)[key]) ? [{ key, field }] : [];
      })
      .slice(0, mostFacts);
  return (
    <aside
      aria-label={strings.peek.label(titleOfRecord(props.record))}
      class="flex w-100 shrink-0 flex-col border-l border-line bg-surface max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:shadow-4"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.stopPropagation();
        props.onClose();
      }}
    >
      <header class="flex items-center gap-2.5 border-b border-line px-4 py-2.5">
        <Avatar name={titleOfRecord(props.record)} size={28} isSquare={shapeOf(props.entity.noun) !== 'person'} />
        <h2 class="min-w-0 flex-1 truncate text-base font-semibold" title={titleOfRecord(props.record)}>
          {titleOfRecord(props.record)}
        </h2>
        <A href={hrefOf(props.entity.noun, props.record.id)} class={buttonClass('secondary', 'sm')}>
          <Icon of={ExternalLink} size={13} />
          {strings.peek.open}
        </A>
        <IconButton label={strings.peek.close} icon={X} onClick={() => props.onClose()} />
      </header>
      <p class="sr-only" role="status">
        {strings.peek.label(titleOfRecord(props.record))}
      </p>
      <Show when={facts().length > 0}>
        <dl class="grid grid-cols-2 gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
          <For each={facts()}>
            {({ key, field }) => (
              <div class="min-w-0">
                <dt class="text-xs text-muted">{field.label}</dt>
                <dd class="flex min-w-0 items-center font-medium">
                  <FieldValue field={field} value={(record() ?? props.record)[key]} isLinked />
                </dd>
              </div>
            )}
          </For>
        </dl>
      </Show>
      <TabList
        class="h-9 shrink-0 border-b border-line px-4"
        label={strings.record.sections}
        name="peek"
        items={[
          { id: 'details', label: strings.record.details },
          { id: 'activity', label: strings.record.activity },
        ]}
        selected={tab()}
        onSelect={setTab}
      />
      <div {...tabPanel('peek', tab())} class="min-h-0 flex-1 overflow-y-auto">
        <Show
          when={record()}
          fallback={
            <div class="space-y-3 px-4 py-4">
              <For each={[1, 2, 3, 4, 5]}>{() => <Skeleton class="w-2/3" />}</For>
            </div>
          }
        >
          {(known) => (
            <Switch>
              <Match when={tab() === 'details'}>
                <Properties entity={props.entity} record={known()} />
              </Match>
              <Match when={tab() === 'activity'}>
                <div class="px-4">
                  <Show when={known().id} keyed>
                    {(_id) => <Timeline record={known()} />}
                  </Show>
                </div>
              </Match>
            </Switch>
          )}
        </Show>
      </div>
      <footer class="border-t border-line px-4 py-1.5 text-xs text-muted">{strings.peek.hint}</footer>
    </aside>
  );
}
