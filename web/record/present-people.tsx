import { For, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { strings } from '#web/app/strings.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Pencil } from '#web/ui/icons.ts';
import { usePresence } from './presence.ts';

const mostShown = 4;

/** Who else has this record before them, and who is changing it. */
export function PresentPeople(props: { record: AnyRecord }) {
  const people = usePresence(() => ({ noun: props.record.type, id: props.record.id }));
  const shown = () => people().slice(0, mostShown);
  return (
    <ul aria-label={strings.record.present} aria-live="polite" class="isolate flex -space-x-1">
      <For each={shown()}>
        {(person) => {
          const label = () =>
            person.isEditing ? strings.record.editing(person.name) : strings.record.looking(person.name);
          return (
            <li class="relative">
              <span class="sr-only">{label()}</span>
              <span aria-hidden="true">
                <Avatar
                  name={person.name}
                  size={24}
                  class={person.isEditing ? 'ring-2 ring-accent' : 'ring-2 ring-surface'}
                />
              </span>
              <Show when={person.isEditing}>
                <span
                  aria-hidden="true"
                  class="absolute -right-1 -bottom-1 grid size-3.5 place-items-center rounded-full bg-accent text-on-accent"
                >
                  <Icon of={Pencil} size={9} />
                </span>
              </Show>
            </li>
          );
        }}
      </For>
      <Show when={people().length > mostShown}>
        <li class="grid size-6 place-items-center rounded-full bg-sunken text-xs text-muted ring-2 ring-surface tnum">
          {`+${people().length - mostShown}`}
        </li>
      </Show>
    </ul>
  );
}
