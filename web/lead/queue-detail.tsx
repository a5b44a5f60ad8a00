import { Show } from 'solid-js';
import { useMe } from '#web/app/me.tsx';
import { messageOf, problemOf } from '#web/app/problems.ts';
import { hrefOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { formatAgo, formatInstantFull } from '#web/lib/format.ts';
import { isNarrow, isPhone } from '#web/lib/media.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { Composer } from '#web/record/composer.tsx';
import { Properties } from '#web/record/properties.tsx';
import { recordQuery } from '#web/record/record.queries.ts';
import { Timeline } from '#web/record/timeline.tsx';
import { Avatar } from '#web/ui/avatar.tsx';
import { buttonClass, IconButton } from '#web/ui/button.tsx';
import { FieldValue } from '#web/ui/field-value.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { ChevronDown, ChevronLeft, ChevronUp, ExternalLink } from '#web/ui/icons.ts';
import { Empty, ErrorState, Skeleton } from '#web/ui/states.tsx';
import LeadActions from './lead-actions.tsx';

/** The lead of a queue that one looks at: what is known, what happened, and what can be done. */
export function QueueDetail(props: {
  id: string;
  onStep: (by: 1 | -1) => void;
  onLeft: () => void;
  onBack: () => void;
}) {
  const me = useMe();
  const query = createQuery(() => recordQuery('lead', props.id));
  const lead = () => dataOf(query);
  const fact = (key: string) => {
    const field = entityOf('lead')?.fields[key];
    return (
      <Show when={lead()?.[key] !== undefined && field}>
        {(known) => <FieldValue field={known()} value={lead()?.[key]} isInert />}
      </Show>
    );
  };
  return (
    <Show
      when={lead()}
      fallback={
        <Show when={query.isError} fallback={<Skeleton class="m-5 h-24" />}>
          <Show
            when={problemOf(query.error)?.code === 'not-found'}
            fallback={<ErrorState title={strings.error.record} detail={messageOf(query.error)} />}
          >
            <Empty title={strings.record.notFound} detail={strings.record.notFoundDetail} />
          </Show>
        </Show>
      }
    >
      {(record) => (
        <div class="flex min-h-0 flex-1 flex-col">
          <div class="border-b border-line px-4 py-3">
            <div class="flex items-center gap-3">
              <Show when={isPhone()}>
                <IconButton label={strings.record.back('')} icon={ChevronLeft} onClick={() => props.onBack()} />
              </Show>
              <Avatar name={titleOfRecord(record())} size={36} />
              <div class="min-w-0 flex-1">
                <h2 class="truncate text-lg font-semibold">{titleOfRecord(record())}</h2>
                <p class="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted">
                  {fact('companyName')}
                  {fact('status')}
                  {fact('rating')}
                  <time datetime={record().createdAt} title={formatInstantFull(record().createdAt)} class="tnum">
                    {strings.queue.cameIn(formatAgo(record().createdAt))}
                  </time>
                </p>
              </div>
              <span class="flex items-center">
                <IconButton label={strings.queue.previous} keys="K" icon={ChevronUp} onClick={() => props.onStep(-1)} />
                <IconButton label={strings.queue.next} keys="J" icon={ChevronDown} onClick={() => props.onStep(1)} />
              </span>
            </div>
            <div class="mt-3 flex flex-wrap items-center gap-2">
              <LeadActions record={record()} onLeft={() => props.onLeft()} />
              <A href={hrefOf('lead', record().id)} class={buttonClass('ghost')}>
                <Icon of={ExternalLink} size={15} class="-ml-0.5" />
                {strings.queue.open}
              </A>
            </div>
          </div>
          <div
            class="grid min-h-0 flex-1 max-md:block max-md:overflow-y-auto"
            classList={{ 'grid-cols-[minmax(0,1fr)_284px]': !isNarrow(), 'grid-cols-[minmax(0,1fr)]': isNarrow() }}
          >
            <div class="min-h-0 space-y-4 overflow-y-auto bg-canvas px-5 py-4">
              <Show when={typeof record()['message'] === 'string'}>
                <blockquote class="rounded-lg border border-line bg-raised px-3.5 py-3 whitespace-pre-wrap shadow-1 select-text">
                  {String(record()['message'])}
                </blockquote>
              </Show>
              <Show when={typeof record()['assignmentReason'] === 'string'}>
                <p class="text-xs text-muted">
                  {strings.timeline.why}: {String(record()['assignmentReason'])}
                </p>
              </Show>
              <Show when={record().deletedAt === undefined && me.can('create', 'note')}>
                <Composer record={record()} />
              </Show>
              <Timeline record={record()} />
            </div>
            <Show when={!isNarrow() && entityOf('lead')}>
              {(entity) => (
                <aside aria-label={strings.record.details} class="min-h-0 overflow-y-auto border-l border-line">
                  <Properties entity={entity()} record={record()} />
                </aside>
              )}
            </Show>
          </div>
        </div>
      )}
    </Show>
  );
}
