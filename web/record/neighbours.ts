import { onCleanup, onMount } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { hrefOf } from '#web/app/refs.ts';
import { hasSingleKeys } from '#web/app/shell-state.ts';
import { trail } from '#web/app/trail.ts';
import { useNavigate } from '#web/lib/router.ts';

const isElsewhere = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]') !== null;

/** J and K lead to the next and the previous record of the list that one came from. */
export const useNeighbourKeys = (record: () => AnyRecord): void => {
  const navigate = useNavigate();
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { j: 1, k: -1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!hasSingleKeys() || isElsewhere(event.target)) return;
    const list = trail();
    const at = list?.noun === record().type ? list.ids.indexOf(record().id) : -1;
    const next = at < 0 ? undefined : list?.ids[at + by];
    if (next === undefined) return;
    event.preventDefault();
    // the way back leads to the list and not through every record that was passed
    navigate(hrefOf(record().type, next), { replace: true });
  };
  onMount(() => {
    window.addEventListener('keydown', onKeyDown);
    onCleanup(() => window.removeEventListener('keydown', onKeyDown));
  });
};
