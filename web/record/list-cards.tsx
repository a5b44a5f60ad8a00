import { For, onCleanup, onMount, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { hrefOf, shapeOf, titleOfRecord } from '#web/app/refs.ts';
import { type EntityInfo, fieldOf } from '#web/lib/declarations.ts';
import { A } from '#web/lib/router.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { FieldValue } from '#web/ui/field-value.tsx';

const isThere = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** A list on a phone: a row of title and three facts each. */
export function ListCards(props: {
  entity: EntityInfo;
  rows: readonly AnyRecord[];
  shown: readonly string[];
  onNearEnd: () => void;
}) {
  let end: HTMLDivElement | undefined;
  onMount(() => {
    if (!end) return;
    const observer = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && props.onNearEnd());
    observer.observe(end);
    onCleanup(() => observer.disconnect());
  });
  const facts = (record: AnyRecord) =>
    props.shown
      .filter((key) => key !== props.entity.title && isThere(record[key]))
      .slice(0, 3)
      .flatMap((key) => {
        const field = fieldOf(props.entity, key);
        return field ? [{ key, field }] : [];
      });
  return (
    <div class="min-h-0 flex-1 overflow-y-auto">
      <ul class="divide-y divide-line">
        <For each={props.rows}>
          {(record) => (
            <li>
              <A
                href={hrefOf(props.entity.noun, record.id)}
                class="flex min-h-14 items-center gap-3 px-4 py-2.5 active:bg-hover"
              >
                <Avatar name={titleOfRecord(record)} size={32} isSquare={shapeOf(props.entity.noun) !== 'person'} />
                <span class="min-w-0 flex-1">
                  <span class="block truncate text-base font-medium">{titleOfRecord(record)}</span>
                  <span class="flex min-w-0 items-center gap-2 overflow-hidden text-xs text-muted">
                    <For each={facts(record)}>
                      {(fact, index) => (
                        <>
                          <Show when={index() > 0}>
                            <span aria-hidden="true">·</span>
                          </Show>
                          <span class="flex min-w-0 items-center">
                            <FieldValue field={fact.field} value={record[fact.key]} isInert />
                          </span>
                        </>
                      )}
                    </For>
                  </span>
                </span>
              </A>
            </li>
          )}
        </For>
      </ul>
      <div ref={end} class="h-8" />
    </div>
  );
}
