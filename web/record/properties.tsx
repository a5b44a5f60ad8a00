import { createSignal, For, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { useMe } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import { type EntityInfo, sectionCalled } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { PropertyRow } from '#web/ui/inline-edit.tsx';
import { Section } from '#web/ui/section.tsx';
import { isShown } from './conditions.ts';
import { type KeyedField, type PropertySection, sectionsOf } from './layout.ts';
import { saveEdit } from './record.mutations.ts';

const isThere = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** Empty fields that are shown all the same, so that they can be filled in. */
const shownEmpty = 6;

function Rows(props: { entity: EntityInfo; record: AnyRecord; section: PropertySection }) {
  const me = useMe();
  const [hasAll, setHasAll] = createSignal(false);
  const visible = () =>
    props.section.fields.filter(
      ({ key, field }) =>
        me.canSee(props.entity.noun, key) &&
        (isThere(props.record[key]) || isShown(field, props.entity, props.record, me.id)),
    );
  const shown = (): readonly KeyedField[] => {
    let empties = 0;
    return visible().filter(({ key, field }) => {
      if (hasAll() || isThere(props.record[key])) return true;
      empties += 1;
      return !field.readOnly && empties <= shownEmpty;
    });
  };
  const hidden = () => visible().length - shown().length;
  return (
    <>
      <dl>
        <For each={shown()}>
          {({ key, field }) => (
            <PropertyRow
              field={field}
              value={props.record[key]}
              canEdit={
                props.record.deletedAt === undefined &&
                props.entity.standard?.update !== false &&
                me.canEdit(props.entity.noun, key)
              }
              onSave={(value, hasChanged) => void saveEdit(props.record, { [key]: value }, hasChanged)}
            />
          )}
        </For>
      </dl>
      <Show when={hidden() > 0 || hasAll()}>
        <Button variant="ghost" size="sm" class="mt-1 -ml-2 text-muted" onClick={() => setHasAll(!hasAll())}>
          {hasAll() ? strings.record.empty : strings.record.showEmpty(hidden())}
        </Button>
      </Show>
    </>
  );
}

/** A record's properties by section, each changed in place. */
export const Properties = (props: { entity: EntityInfo; record: AnyRecord }) => (
  <For each={sectionsOf(props.entity, strings.record.about)}>
    {(section) => (
      <Section title={section.title} isClosed={section.title === sectionCalled('System')}>
        <Rows entity={props.entity} record={props.record} section={section} />
      </Section>
    )}
  </For>
);
