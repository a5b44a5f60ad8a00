import { For, type ParentProps, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { recordsOf } from '#web/app/api.ts';
import { useMe } from '#web/app/me.tsx';
import { showProblem } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { formatInstant } from '#web/lib/format.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Pin } from '#web/ui/icons.ts';
import { useRefSource } from '#web/ui/ref-source.ts';
import { RichText } from '#web/ui/rich-text.tsx';
import { fewQuery, tookPlace } from './record.queries.ts';
import { actorName } from './timeline-text.tsx';

const mostPinned = 10;

/** What a timeline knows of a note: all of it, but it is not typed there. */
type NoteLike = Readonly<Record<string, unknown>>;

const togglePin = async (id: string): Promise<void> => {
  try {
    // the timeline may be older than the note
    const note = await recordsOf('note').get({ params: { id } });
    tookPlace(
      await recordsOf('note').update({
        params: { id },
        ifMatch: note.version,
        body: { isPinned: note['isPinned'] !== true },
      }),
    );
  } catch (error) {
    showProblem(error);
  }
};

/** A note with the button that keeps it at the head of the timeline. */
export function WithPin(props: ParentProps<{ note: NoteLike }>) {
  const me = useMe();
  const isPinned = () => props.note['isPinned'] === true;
  return (
    <div class="group/pin relative">
      {props.children}
      <Show when={me.canEdit('note', 'isPinned')}>
        <IconButton
          label={isPinned() ? strings.pinned.unpin : strings.pinned.pin}
          icon={Pin}
          size={13}
          isActive={isPinned()}
          box="size-6 absolute -top-1 -right-1.5 bg-raised"
          class={
            isPinned() ? undefined : 'opacity-0 group-hover/pin:opacity-100 focus-visible:opacity-100 touch:opacity-100'
          }
          onClick={() => void togglePin(String(props.note['id']))}
        />
      </Show>
    </div>
  );
}

/** The notes that somebody pinned, over everything that happened. */
export function PinnedNotes(props: { record: AnyRecord }) {
  const me = useMe();
  const source = useRefSource();
  const link = () =>
    Object.entries(entityOf('note')?.fields ?? {}).find(
      ([key, field]) => field.kind === 'ref' && field.target === props.record.type && key !== 'ownerId',
    )?.[0];
  const notes = createQuery(() => ({
    ...fewQuery(
      'note',
      {
        filter: {
          and: [
            { field: link() ?? '', op: 'eq', value: props.record.id },
            { field: 'isPinned', op: 'eq', value: true },
          ],
        },
      },
      '-createdAt',
      mostPinned,
    ),
    enabled: link() !== undefined && me.can('read', 'note'),
  }));
  const rows = () => dataOf(notes)?.items ?? [];
  return (
    <Show when={rows().length > 0}>
      <h2 class="mt-5 mb-2 flex items-center gap-1.5 text-xs font-semibold text-ink-2">
        <Icon of={Pin} size={13} />
        {strings.pinned.title}
      </h2>
      <ul class="space-y-2">
        <For each={rows()}>
          {(note) => (
            <li class="rounded-lg border border-note-line bg-note px-3 py-2.5">
              <WithPin note={note}>
                <RichText html={String(note['body'] ?? '')} />
              </WithPin>
              <p class="mt-1.5 text-xs text-muted">
                {actorName(note.createdBy, source)}, {formatInstant(note.createdAt)}
              </p>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
