import { For, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { hrefOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { today } from '#web/lib/day.ts';
import { formatDayNear } from '#web/lib/format.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Checkbox } from '#web/ui/checkbox.tsx';
import { cx } from '#web/ui/cx.ts';
import { Icon, type IconType } from '#web/ui/icon.tsx';
import { CalendarDays, CircleCheck, Mail, Phone } from '#web/ui/icons.ts';
import { useRefSource } from '#web/ui/ref-source.ts';
import { text } from '#web/ui/text.ts';
import { showToast } from '#web/ui/toast.tsx';
import { saveFields } from './record.mutations.ts';
import { fewQuery } from './record.queries.ts';

const icons: Readonly<Record<string, IconType>> = { call: Phone, mail: Mail, meeting: CalendarDays };

/** The condition of a task on which something is left to do. */
export const openTasks: Predicate = { field: 'status', op: 'notIn', value: ['completed', 'cancelled'] };

const complete = async (task: AnyRecord): Promise<void> => {
  const saved = await saveFields(task, { status: 'completed' });
  if (saved)
    showToast({
      title: strings.composer.taskDone(titleOfRecord(task)),
      action: { label: text.undo, onSelect: () => void saveFields(saved, { status: task['status'] }) },
    });
};

/** One open task: done with a tick. */
export function TaskLine(props: { task: AnyRecord; hasLink?: boolean }) {
  const source = useRefSource();
  const due = () => (typeof props.task['dueOn'] === 'string' ? props.task['dueOn'] : undefined);
  const tone = () => {
    const day = due();
    if (day === undefined) return 'text-muted';
    return day < today() ? 'font-medium text-danger' : day === today() ? 'font-medium text-success' : 'text-muted';
  };
  const about = () => {
    for (const [noun, key] of [
      ['deal', 'dealId'],
      ['contact', 'contactId'],
      ['company', 'companyId'],
      ['lead', 'leadId'],
    ] as const) {
      const id = props.task[key];
      if (typeof id === 'string') return { noun, id };
    }
    return undefined;
  };
  return (
    <div class="flex min-h-10 items-center gap-2.5 px-3">
      <Checkbox
        isChecked={props.task['status'] === 'completed'}
        label={strings.composer.complete(titleOfRecord(props.task))}
        onChange={() => void complete(props.task)}
      />
      <Icon of={icons[String(props.task['kind'])] ?? CircleCheck} size={14} class="text-muted" />
      <A href={hrefOf('task', props.task.id)} class="min-w-0 truncate font-medium hover:underline">
        {titleOfRecord(props.task)}
      </A>
      <Show when={props.hasLink && about()}>
        {(link) => (
          <A
            href={hrefOf(link().noun, link().id)}
            class="min-w-0 truncate text-xs text-muted hover:underline max-sm:hidden"
          >
            {source.titleOf(link().noun, link().id)}
          </A>
        )}
      </Show>
      <span class={cx('ml-auto shrink-0 text-xs tnum', tone())}>
        <Show when={due()}>{(day) => formatDayNear(day())}</Show>
        <Show when={typeof props.task['dueTime'] === 'string'}>, {String(props.task['dueTime'])}</Show>
      </span>
      <Show when={props.task.ownerId}>
        {(owner) => <Avatar name={source.titleOf('user', owner()) ?? '…'} size={18} />}
      </Show>
    </div>
  );
}

/** Open tasks of a record, the soonest first. */
export function Upcoming(props: { record: AnyRecord; field: string }) {
  const tasks = createQuery(() =>
    fewQuery(
      'task',
      { filter: { and: [{ field: props.field, op: 'eq', value: props.record.id }, openTasks] } },
      'dueOn',
      10,
    ),
  );
  const rows = () => dataOf(tasks)?.items ?? [];
  return (
    <Show when={rows().length > 0}>
      <h2 class="mt-5 mb-2 text-xs font-semibold text-ink-2">{strings.timeline.upcoming}</h2>
      <div class="divide-y divide-line rounded-lg border border-line bg-raised shadow-1">
        <For each={rows()}>{(task) => <TaskLine task={task} />}</For>
      </div>
    </Show>
  );
}
