import { Show } from 'solid-js';
import { Avatar } from './avatar.tsx';
import { cx } from './cx.ts';
import { useRefSource } from './ref-source.ts';

/** A record's picture and title. */
export function RefLabel(props: { noun: string; id: string; size?: number; class?: string }) {
  const source = useRefSource();
  const title = () => source.titleOf(props.noun, props.id);
  return (
    <span class={cx('inline-flex min-w-0 items-center gap-1.5', props.class)}>
      <Show when={title()} fallback={<span class="skeleton h-3 w-20" />}>
        {(name) => (
          <>
            <Show when={source.shapeOf(props.noun) !== 'none'}>
              <Avatar name={name()} size={props.size ?? 18} isSquare={source.shapeOf(props.noun) === 'thing'} />
            </Show>
            <span class="truncate">{name()}</span>
          </>
        )}
      </Show>
    </span>
  );
}
