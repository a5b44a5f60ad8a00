import { For, Match, Show, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { openCreate } from '#web/app/create.ts';
import { useMe } from '#web/app/me.tsx';
import { hrefOf, shapeOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { type EntityInfo, entities, entityOf } from '#web/lib/declarations.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { IconButton } from '#web/ui/button.tsx';
import { FieldValue } from '#web/ui/field-value.tsx';
import { Plus } from '#web/ui/icons.ts';
import { Section } from '#web/ui/section.tsx';
import { Skeleton } from '#web/ui/states.tsx';
import { LinkExisting } from './link-existing.tsx';
import { fewQuery } from './record.queries.ts';

const shownRows = 5;
/** Activities stand in the timeline already. */
const inTimeline = new Set(['note', 'call']);

type Relation = { readonly entity: EntityInfo; readonly key: string; readonly title: string };

/** Parts of something else, which have no list in the navigation. */
const parts = new Set(['stage']);

const first = ['stage', 'contact', 'deal', 'task', 'lead'];
const placeOf = (noun: string, here: string): number => {
  const at = first.indexOf(noun);
  return noun === here ? first.length + 1 : at < 0 ? first.length : at;
};

/** The lists of records that point at records of this noun, from the declared references. */
export const relationsOf = (noun: string): readonly Relation[] =>
  entities
    .map((entity) => entityOf(entity.noun) ?? entity)
    .filter((entity) => !inTimeline.has(entity.noun) && (entity.group !== undefined || parts.has(entity.noun)))
    .flatMap((entity) => {
      const keys = entity.ownFields.filter(
        (key) => entity.fields[key]?.kind === 'ref' && entity.fields[key]?.target === noun,
      );
      return keys.map((key) => ({
        entity,
        key,
        title:
          keys.length > 1 || entity.noun === noun
            ? `${entity.label.many} (${entity.fields[key]?.label})`
            : entity.label.many,
      }));
    })
    .sort((a, b) => placeOf(a.entity.noun, noun) - placeOf(b.entity.noun, noun));

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function RelatedCard(props: { entity: EntityInfo; record: AnyRecord; except: string }) {
  const facts = () =>
    (props.entity.highlights ?? props.entity.columns)
      .filter(
        (key) => key !== props.entity.title && key !== props.except && key !== 'ownerId' && isThere(props.record[key]),
      )
      .flatMap((key) => {
        const field = props.entity.fields[key];
        return field && !(field.kind === 'json' && !field.isLabels) ? [{ key, field }] : [];
      });
  const isPictured = () => props.entity.noun === 'company' || shapeOf(props.entity.noun) === 'person';
  const money = () => facts().find(({ field }) => field.kind === 'money');
  const others = () =>
    facts()
      .filter((fact) => fact !== money() && fact.key !== money()?.key)
      .slice(0, 2);
  return (
    <A
      href={hrefOf(props.entity.noun, props.record.id)}
      class="block rounded-lg border border-line bg-raised px-3 py-2 shadow-1 hover:border-line-strong"
    >
      <span class="flex items-center gap-2">
        <Show when={isPictured()}>
          <Avatar name={titleOfRecord(props.record)} size={18} isSquare={shapeOf(props.entity.noun) !== 'person'} />
        </Show>
        <span class="truncate font-medium">{titleOfRecord(props.record)}</span>
        <Show when={money()}>
          {(fact) => (
            <span class="ml-auto shrink-0 font-semibold tnum">
              <FieldValue field={fact().field} value={props.record[fact().key]} isInert />
            </span>
          )}
        </Show>
      </span>
      <Show when={others().length > 0}>
        <span class="mt-1 flex min-w-0 items-center justify-between gap-3 text-xs text-muted">
          <For each={others()}>
            {(fact) => (
              <span class="flex min-w-0 items-center">
                <FieldValue field={fact.field} value={props.record[fact.key]} isInert />
              </span>
            )}
          </For>
        </span>
      </Show>
    </A>
  );
}

function RelatedList(props: { relation: Relation; record: AnyRecord }) {
  const me = useMe();
  const filter = (): Predicate => ({ field: props.relation.key, op: 'eq', value: props.record.id });
  const sort = () => (props.relation.entity.fields['order'] ? 'order' : '-updatedAt');
  const rows = createQuery(() => fewQuery(props.relation.entity.noun, { filter: filter() }, sort(), shownRows));
  const page = () => dataOf(rows);
  const entity = () => props.relation.entity;
  const canLink = () =>
    props.record.deletedAt === undefined &&
    entity().fields[props.relation.key]?.readOnly !== true &&
    entity().standard?.update !== false &&
    me.canEdit(entity().noun, props.relation.key);
  return (
    <Section
      title={props.relation.title}
      count={page()?.total}
      action={
        <>
          <Show when={canLink()}>
            <LinkExisting entity={entity()} field={props.relation.key} record={props.record} />
          </Show>
          <Show when={me.can('create', entity().noun) && entity().standard?.create !== false}>
            <IconButton
              label={strings.record.addRelated(entity().label.one)}
              icon={Plus}
              size={14}
              box="size-6 -mr-1"
              onClick={() =>
                openCreate({
                  noun: entity().noun,
                  values: {
                    [props.relation.key]: props.record.id,
                    // what belongs to a deal or a contact belongs to its company too
                    ...(props.relation.key !== 'companyId' &&
                      entity().fields['companyId'] &&
                      props.record['companyId'] !== undefined && { companyId: props.record['companyId'] }),
                  },
                  onCreated: () => undefined,
                })
              }
            />
          </Show>
        </>
      }
    >
      <Switch>
        <Match when={rows.isPending}>
          <Skeleton class="h-12 w-full rounded-lg" />
        </Match>
        <Match when={(page()?.items.length ?? 0) === 0}>
          <p class="text-xs text-muted">{strings.record.none(entity().label.many)}</p>
        </Match>
        <Match when={true}>
          <div class="space-y-2">
            <For each={page()?.items}>
              {(record) => <RelatedCard entity={entity()} record={record} except={props.relation.key} />}
            </For>
            <Show when={(page()?.total ?? 0) > shownRows}>
              <A
                href={`/${entity().plural}?layout=table&filter=${encodeURIComponent(JSON.stringify(filter()))}`}
                class="block rounded-md py-1 text-center text-xs font-medium text-accent-text hover:bg-hover"
              >
                {strings.record.showAll(page()?.total ?? 0)}
              </A>
            </Show>
          </div>
        </Match>
      </Switch>
    </Section>
  );
}

/** The related lists of a record that the person may read. */
export function Related(props: { record: AnyRecord }) {
  const me = useMe();
  const relations = () => relationsOf(props.record.type).filter(({ entity }) => me.can('read', entity.noun));
  return <For each={relations()}>{(relation) => <RelatedList relation={relation} record={props.record} />}</For>;
}
