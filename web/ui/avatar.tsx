import { For, Show } from 'solid-js';
import { cx } from './cx.ts';

const tints = [
  'bg-av-a text-av-a-ink',
  'bg-av-b text-av-b-ink',
  'bg-av-c text-av-c-ink',
  'bg-av-d text-av-d-ink',
  'bg-av-e text-av-e-ink',
  'bg-av-f text-av-f-ink',
  'bg-av-g text-av-g-ink',
  'bg-av-h text-av-h-ink',
];

const tintOf = (name: string): string => {
  let hash = 7;
  for (const char of name) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return tints[hash % tints.length] ?? '';
};

/** Up to two capitals that stand for a name. */
export const initialsOf = (name: string): string => {
  const words = name.split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
};

/** A person (round) or a thing (square), in a tint that its name decides. */
export function Avatar(props: { name: string; size?: number; isSquare?: boolean; class?: string; isOnline?: boolean }) {
  const size = () => props.size ?? 20;
  return (
    <span
      class={cx(
        'relative inline-grid shrink-0 place-items-center leading-none font-semibold select-none',
        props.isSquare ? (size() > 28 ? 'rounded-lg' : 'rounded-[4px]') : 'rounded-full',
        tintOf(props.name),
        props.class,
      )}
      style={{
        width: `${size()}px`,
        height: `${size()}px`,
        'font-size': `${Math.max(9, Math.round(size() * (props.isSquare ? 0.5 : 0.4)))}px`,
      }}
      role="img"
      aria-label={props.name}
      title={props.name}
    >
      <span aria-hidden="true">{props.isSquare ? initialsOf(props.name).slice(0, 1) : initialsOf(props.name)}</span>
      <Show when={props.isOnline}>
        <span class="absolute -right-0.5 -bottom-0.5 size-2.5 rounded-full border-2 border-canvas bg-success-solid" />
      </Show>
    </span>
  );
}

export const AvatarStack = (props: { names: readonly string[]; size?: number }) => (
  <span class="isolate flex -space-x-0.5">
    <For each={props.names}>
      {(name) => (
        <span class="rounded-full ring-2 ring-surface">
          <Avatar name={name} size={props.size} />
        </span>
      )}
    </For>
  </span>
);
