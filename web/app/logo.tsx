import { cx } from '#web/ui/cx.ts';

/** The mark of the product. */
export const Logo = (props: { class?: string }) => (
  <span class={cx('grid shrink-0 place-items-center rounded-sm bg-ink text-surface', props.class ?? 'size-5.5')}>
    <svg width="60%" height="60%" viewBox="0 0 14 14" fill="none" aria-hidden="true">
      <path
        d="M3.6 12V2h3.9a3 3 0 0 1 0 6H3.6M7.4 8l3 4"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  </span>
);
