// biome-ignore-all lint/a11y/noNoninteractiveTabindex: what scrolls sideways on a phone must be reachable by keyboard
// biome-ignore-all lint/a11y/useSemanticElements: a group of controls within a form; a fieldset would bring its own layout
import { createEffect, createSignal, For, Match, on, onCleanup, Show, Switch } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { setPageContext } from '#web/app/context.ts';
import { useMe } from '#web/app/me.tsx';
import { NoAccess } from '#web/app/no-access.tsx';
import { messageOf, problemOf, requestOf } from '#web/app/problems.ts';
import { shapeOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { type EntityInfo, entityAt } from '#web/lib/declarations.ts';
import { formatInstant } from '#web/lib/format.ts';
import { isNarrow, isPhone } from '#web/lib/media.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { useNavigate, useParams } from '#web/lib/router.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Button } from '#web/ui/button.tsx';
import { FieldValue } from '#web/ui/field-value.tsx';
import { Restore, Trash } from '#web/ui/icons.ts';
import { Fact } from '#web/ui/section.tsx';
import { Banner, Empty, ErrorState, Skeleton } from '#web/ui/states.tsx';
import { TabList, tabPanel } from '#web/ui/tabs.tsx';
import { Composer, hasActivities } from './composer.tsx';
import { RecordHistory } from './history.tsx';
import { useNeighbourKeys } from './neighbours.ts';
import { Properties } from './properties.tsx';
import { removeRecord, restoreRecord } from './record.mutations.ts';
import { recordQuery } from './record.queries.ts';
import { RecordBar } from './record-bar.tsx';
import { bodyOf, stripOf } from './record-parts.ts';
import { Related, relationsOf } from './related.tsx';
import { Timeline } from './timeline.tsx';
import { Upcoming } from './upcoming.tsx';

const isThere = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

function Highlights(props: { entity: EntityInfo; record: AnyRecord }) {
  const facts = () =>
    (props.entity.highlights ?? []).flatMap((key) => {
      const field = props.entity.fields[key];
      return field ? [{ key, field }] : [];
    });
  return (
    <div class="flex flex-wrap items-center gap-x-6 gap-y-3 border-b border-line px-4 py-3">
      <div class="flex min-w-0 items-center gap-3">
        <Avatar name={titleOfRecord(props.record)} size={44} isSquare={shapeOf(props.entity.noun) !== 'person'} />
        <div class="min-w-0">
          <h1 class="line-clamp-2 max-w-md text-lg font-semibold">{titleOfRecord(props.record)}</h1>
          <p class="text-muted">{props.entity.label.one}</p>
        </div>
      </div>
      <div
        aria-label={strings.record.facts}
        role="group"
        tabindex={isPhone() ? 0 : undefined}
        class="ml-auto flex max-w-full gap-5 overflow-x-auto max-md:ml-0"
      >
        <For each={facts()}>
          {({ key, field }) => (
            <Fact label={field.label}>
              <Show when={isThere(props.record[key])} fallback={<span class="text-faint">—</span>}>
                <FieldValue field={field} value={props.record[key]} isLinked />
              </Show>
            </Fact>
          )}
        </For>
      </div>
    </div>
  );
}

function Activity(props: { record: AnyRecord }) {
  const taskField = () => relationsOf(props.record.type).find(({ entity }) => entity.noun === 'task')?.key;
  return (
    <div class="mx-auto max-w-190">
      <Show when={hasActivities(props.record.type) && props.record.deletedAt === undefined}>
        <Composer record={props.record} />
      </Show>
      <Show when={taskField()}>{(field) => <Upcoming record={props.record} field={field()} />}</Show>
      <Timeline record={props.record} />
    </div>
  );
}

/** A record's page: facts, properties, what happened, and what belongs to it. */
function RecordView(props: { entity: EntityInfo; record: AnyRecord }) {
  const navigate = useNavigate();
  useNeighbourKeys(() => props.record);
  const [tab, setTab] = createSignal(bodyOf[props.entity.noun] ? 'body' : 'activity');
  const hasRelated = () => relationsOf(props.entity.noun).length > 0;
  const tabs = () => [
    ...(isPhone() ? [{ id: 'details', label: strings.record.details }] : []),
    ...(bodyOf[props.entity.noun] ? [{ id: 'body', label: props.entity.label.one }] : []),
    { id: 'activity', label: strings.record.activity },
    ...(isNarrow() && hasRelated() ? [{ id: 'related', label: strings.record.related }] : []),
    { id: 'history', label: strings.record.history },
  ];
  const selected = () => (tabs().some((item) => item.id === tab()) ? tab() : 'activity');
  const remove = async () => {
    if (await removeRecord(props.record)) navigate(`/${props.entity.plural}`);
  };
  // effect: the command menu offers what can be done with the record that is open
  createEffect(() => {
    setPageContext({
      label: `${props.entity.label.one}: ${titleOfRecord(props.record)}`,
      one: props.entity.label.one,
      commands:
        props.record.deletedAt === undefined
          ? [{ label: strings.record.remove, icon: Trash, onSelect: () => void remove() }]
          : [{ label: strings.record.restore, icon: Restore, onSelect: () => void restoreRecord(props.record) }],
    });
  });
  onCleanup(() => setPageContext(undefined));
  return (
    <>
      <RecordBar entity={props.entity} record={props.record} onRemove={() => void remove()} />
      <Show when={props.record.deletedAt}>
        {(when) => (
          <div class="border-b border-line px-4 py-2">
            <Banner tone="warning">
              <span class="flex flex-wrap items-center gap-3">
                {strings.record.inBin(formatInstant(when()))}
                <Button size="sm" icon={Restore} onClick={() => void restoreRecord(props.record)}>
                  {strings.record.restore}
                </Button>
              </span>
            </Banner>
          </div>
        )}
      </Show>
      <div class="flex min-h-0 flex-1 flex-col max-md:overflow-y-auto">
        <Highlights entity={props.entity} record={props.record} />
        <Show when={stripOf[props.entity.noun]}>
          {(strip) => <Dynamic component={strip()} record={props.record} />}
        </Show>
        <div
          class="grid min-h-0 flex-1"
          classList={{
            'grid-cols-[minmax(0,1fr)]': isPhone(),
            'grid-cols-[284px_minmax(0,1fr)_292px]': !isNarrow() && hasRelated(),
            'grid-cols-[284px_minmax(0,1fr)]': !isPhone() && (isNarrow() || !hasRelated()),
          }}
        >
          <Show when={!isPhone()}>
            <aside aria-label={strings.record.details} class="min-h-0 overflow-y-auto border-r border-line">
              <Properties entity={props.entity} record={props.record} />
            </aside>
          </Show>
          <div class="flex min-h-0 flex-col bg-canvas">
            <TabList
              class="h-10 shrink-0 border-b border-line bg-surface px-5 max-md:sticky max-md:top-0 max-md:z-10"
              label={strings.record.sections}
              name="record"
              items={tabs()}
              selected={selected()}
              onSelect={setTab}
            />
            <div
              {...tabPanel('record', selected())}
              class="min-h-0 flex-1 overflow-y-auto py-4"
              classList={{
                'px-5': !['details', 'related'].includes(selected()),
                'bg-surface': ['details', 'related'].includes(selected()),
              }}
            >
              <Switch>
                <Match when={selected() === 'details'}>
                  <Properties entity={props.entity} record={props.record} />
                </Match>
                <Match when={selected() === 'body' && bodyOf[props.entity.noun]}>
                  {(body) => <Dynamic component={body()} record={props.record} />}
                </Match>
                <Match when={selected() === 'activity'}>
                  <Activity record={props.record} />
                </Match>
                <Match when={selected() === 'related'}>
                  <Related record={props.record} />
                </Match>
                <Match when={selected() === 'history'}>
                  <div class="mx-auto max-w-190">
                    <RecordHistory record={props.record} />
                  </div>
                </Match>
              </Switch>
            </div>
          </div>
          <Show when={!isNarrow() && hasRelated()}>
            <aside aria-label={strings.record.related} class="min-h-0 overflow-y-auto border-l border-line">
              <Related record={props.record} />
            </aside>
          </Show>
        </div>
      </div>
    </>
  );
}

export default function RecordPage() {
  const params = useParams();
  const entity = () => entityAt(params['plural'] ?? '');
  const id = () => params['id'] ?? '';
  const me = useMe();
  const mayRead = () => entity() === undefined || me.can('read', entity()?.noun ?? '');
  const record = createQuery(() => ({
    ...recordQuery(entity()?.noun ?? '', id()),
    enabled: entity() !== undefined && mayRead(),
  }));
  const known = () => dataOf(record);
  // effect: the page begins at its top for each record
  createEffect(on(id, () => document.getElementById('main')?.scrollTo(0, 0), { defer: true }));
  const isMissing = () => !entity() || ['not-found', 'invalid-request'].includes(problemOf(record.error)?.code ?? '');
  return (
    <Switch>
      <Match when={!mayRead()}>
        <NoAccess noun={entity()?.noun ?? ''} />
      </Match>
      <Match when={isMissing() && !known()}>
        <Empty title={strings.record.notFound} detail={strings.record.notFoundDetail} />
      </Match>
      <Match when={record.isError && !known()}>
        <ErrorState
          title={strings.error.record}
          detail={messageOf(record.error)}
          requestId={requestOf(record.error)}
          onRetry={() => void record.refetch()}
        />
      </Match>
      <Match when={!known()}>
        <div class="border-b border-line px-4 py-4">
          <Skeleton class="w-48" />
        </div>
      </Match>
      <Match when={entity()} keyed>
        {(noun) => (
          <Show when={id()} keyed>
            {(_id) => <Show when={known()}>{(open) => <RecordView entity={noun} record={open()} />}</Show>}
          </Show>
        )}
      </Match>
    </Switch>
  );
}
