import { For, type JSX, Show } from 'solid-js';
import type { TimelineEntry } from '#web/app/api.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf, fieldEver } from '#web/lib/declarations.ts';
import { said } from '#web/lib/said.ts';
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
import { Sentence } from '#web/ui/sentence.tsx';
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
  return actor.name ? said(actor.name) : strings.timeline.system;
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
    fallback={strings.timeline.this(props.entry.noun, entityOf(props.entry.noun)?.label.one ?? '')}
  >
    <span class="inline-flex max-w-full align-bottom font-medium">
      <RefLink noun={props.entry.noun} id={props.entry.recordId} />
    </span>
  </Show>
);

type Did = keyof typeof strings.timeline.did;
type DidToStage = keyof typeof strings.timeline.didTo;
const isDid = (verb: string): verb is Did => Object.hasOwn(strings.timeline.did, verb);
const isDidToStage = (verb: string): verb is DidToStage => Object.hasOwn(strings.timeline.didTo, verb);

/** Which sentence tells of an entry, where the page of the record `here` shows it. */
const didOf = (entry: TimelineEntry, here: string): Did => {
  const verb = verbOf(entry);
  if (verb === 'created' && entry.noun === 'note') return 'wroteNote';
  if (verb === 'created' && entry.noun === 'call') return 'loggedCall';
  // on the page of the task itself, its name is "this task" already
  if (entry.noun === 'task' && entry.recordId !== here) {
    if (isCompleted(entry)) return 'completedTask';
    if (verb === 'created') return 'addedTask';
    if (verb === 'updated') return 'changedTask';
  }
  if (isCompleted(entry)) return 'completed';
  return isDid(verb) ? verb : 'updated';
};

/** What happened, in words that follow the actor's name. */
export function What(props: { entry: TimelineEntry; here: string }): JSX.Element {
  const stage = () => props.entry.changes.find((change) => change.field === 'stageId');
  const sentence = (): string => {
    const verb = verbOf(props.entry);
    if (stage() && isDidToStage(verb))
      return isThere(stage()?.before) ? strings.timeline.didFromTo[verb] : strings.timeline.didTo[verb];
    return strings.timeline.did[didOf(props.entry, props.here)];
  };
  return (
    <Sentence
      of={sentence()}
      parts={{
        what: () => <Subject entry={props.entry} here={props.here} />,
        from: () => <Stage id={stage()?.before} />,
        to: () => <Stage id={stage()?.after} isNew />,
      }}
    />
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
