import { For, type JSX, Show } from 'solid-js';
import type { TimelineEntry } from '#web/app/api.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf, fieldEver } from '#web/lib/declarations.ts';
import type { FieldInfo } from '#web/ui/field.ts';
import { FieldValue, RefLink } from '#web/ui/field-value.tsx';
import type { IconType } from '#web/ui/icon.tsx';
import {
  ArrowRight,
  CircleCheck,
  CircleX,
  Pencil,
  Phone,
  PhoneIncoming,
  Plus,
  Restore,
  SquareCheck,
  StickyNote,
  Trash,
  Trophy,
  UserPlus,
} from '#web/ui/icons.ts';
import type { RefSource } from '#web/ui/ref-source.ts';
import type { Tone } from '#web/ui/tone.ts';

type Change = TimelineEntry['changes'][number];
type Look = { readonly icon: IconType; readonly tone?: Tone };

const verbOf = (entry: TimelineEntry): string => entry.type.split('.')[1] ?? '';

const looks: Readonly<Record<string, Look>> = {
  created: { icon: Plus },
  updated: { icon: Pencil },
  removed: { icon: Trash },
  restored: { icon: Restore },
  reverted: { icon: Restore },
  moved: { icon: ArrowRight },
  won: { icon: Trophy, tone: 'success' },
  lost: { icon: CircleX, tone: 'danger' },
  reopened: { icon: Restore, tone: 'info' },
  assigned: { icon: UserPlus, tone: 'accent' },
};

const isCompleted = (entry: TimelineEntry): boolean =>
  entry.noun === 'task' && entry.changes.some((change) => change.field === 'status' && change.after === 'completed');

/** Picture of a timeline entry. */
export const lookOf = (entry: TimelineEntry): Look => {
  if (entry.noun === 'note') return { icon: StickyNote, tone: 'warning' };
  if (entry.noun === 'call')
    return { icon: entry.record?.['direction'] === 'inbound' ? PhoneIncoming : Phone, tone: 'success' };
  if (isCompleted(entry)) return { icon: CircleCheck, tone: 'success' };
  if (entry.noun === 'task' && verbOf(entry) === 'created') return { icon: SquareCheck, tone: 'accent' };
  return looks[verbOf(entry)] ?? { icon: Pencil };
};

/** Who did it, in words. */
export const actorName = (actor: TimelineEntry['actor'], source: RefSource): string => {
  if (actor.kind === 'user') return actor.name ?? source.titleOf('user', actor.id) ?? '…';
  if (actor.kind === 'form') return strings.timeline.form;
  if (actor.kind === 'import') return actor.name ?? strings.timeline.importer;
  return actor.name ?? strings.timeline.system;
};

const quiet = new Set([
  'rank',
  'stageEnteredAt',
  'summary',
  'version',
  'updatedAt',
  'updatedBy',
  'closedAt',
  'completedAt',
  'createdAt',
  'createdBy',
  'source',
  'deletedAt',
  'deletedBy',
  'assignedAt',
  'assignmentReason',
]);

/** The changes that a person cares for, with their fields. */
export const tellingChanges = (
  noun: string,
  changes: readonly Change[],
): readonly { readonly change: Change; readonly field: FieldInfo }[] =>
  changes.flatMap((change) => {
    const field = quiet.has(change.field) ? undefined : fieldEver(noun, change.field);
    return field ? [{ change, field }] : [];
  });

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Old and new value of one field. */
export const ChangeLine = (props: { field: FieldInfo; change: Change }) => (
  <div class="flex min-w-0 items-center gap-x-1.5 max-md:flex-wrap">
    <span class="shrink-0 text-xs text-muted max-md:w-full">{props.field.label}</span>
    <Show when={isThere(props.change.before)}>
      <span class="min-w-0 truncate text-muted line-through decoration-faint">
        <FieldValue field={props.field} value={props.change.before} />
      </span>
      <span class="text-muted max-md:hidden" aria-hidden="true">
        →
      </span>
    </Show>
    <span class="flex min-w-0 max-w-full font-medium text-ink">
      <Show when={isThere(props.change.after)} fallback="—">
        <FieldValue field={props.field} value={props.change.after} />
      </Show>
    </span>
  </div>
);

const Subject = (props: { entry: TimelineEntry; here: string }): JSX.Element => (
  <Show
    when={props.entry.recordId !== props.here}
    fallback={<>this {entityOf(props.entry.noun)?.label.one.toLowerCase()}</>}
  >
    <span class="inline-flex max-w-full align-bottom font-medium">
      <RefLink noun={props.entry.noun} id={props.entry.recordId} />
    </span>
  </Show>
);

/** What happened, in words that follow the actor's name. */
export function What(props: { entry: TimelineEntry; here: string }): JSX.Element {
  const verb = () => verbOf(props.entry);
  const stage = () => props.entry.changes.find((change) => change.field === 'stageId');
  const stageField = () => entityOf('deal')?.fields['stageId'];
  if (verb() === 'created' && props.entry.noun === 'note') return strings.timeline.wroteNote;
  if (verb() === 'created' && props.entry.noun === 'call') return strings.timeline.loggedCall;
  const words = () => {
    // on the page of the task itself, its name is "this task" already
    if (props.entry.noun === 'task' && props.entry.recordId !== props.here) {
      if (isCompleted(props.entry)) return strings.timeline.completedTask;
      if (verb() === 'created') return strings.timeline.addedTask;
      if (verb() === 'updated') return strings.timeline.changedTask;
    }
    if (isCompleted(props.entry)) return strings.timeline.completed;
    const known: Readonly<Record<string, unknown>> = strings.timeline;
    const word = known[verb()];
    return typeof word === 'string' ? word : verb();
  };
  return (
    <>
      {words()} <Subject entry={props.entry} here={props.here} />
      <Show when={verb() === 'removed'}> {strings.timeline.toBin}</Show>
      <Show when={stage() && stageField() && ['moved', 'won', 'lost', 'reopened'].includes(verb())}>
        {' '}
        <Show when={isThere(stage()?.before)}>
          {strings.timeline.from} <Stage id={stage()?.before} />{' '}
        </Show>
        {strings.timeline.to} <Stage id={stage()?.after} isNew />
      </Show>
    </>
  );
}

const Stage = (props: { id: unknown; isNew?: boolean }) => {
  const field = () => entityOf('deal')?.fields['stageId'];
  return (
    <span class={props.isNew ? 'inline-flex align-bottom font-medium text-ink' : 'inline-flex align-bottom'}>
      <Show when={field()}>{(known) => <FieldValue field={known()} value={props.id} />}</Show>
    </span>
  );
};

/** The changes of an entry as lines. */
export const Changes = (props: { entry: TimelineEntry }) => (
  <div class="space-y-1">
    <For each={tellingChanges(props.entry.noun, props.entry.changes)}>
      {({ field, change }) => <ChangeLine field={field} change={change} />}
    </For>
  </div>
);
