import { For, Match, Show, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { recordsOf } from '#web/app/api.ts';
import { useMe } from '#web/app/me.tsx';
import { messageOf, problemOf } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { addDays } from '#web/lib/day.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { formatDay } from '#web/lib/format.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { instantOf } from '#web/lib/zone.ts';
import { Button } from '#web/ui/button.tsx';
import { isEditable } from '#web/ui/field-kinds.ts';
import { FieldValue } from '#web/ui/field-value.tsx';
import { Restore } from '#web/ui/icons.ts';
import { Empty, ErrorState, Skeleton } from '#web/ui/states.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { saveFields } from './record.mutations.ts';
import { tellingChanges } from './timeline-text.tsx';

/** The last instant of a day here. */
const endOf = (day: string): string => new Date(Date.parse(instantOf(addDays(day, 1), '00:00')) - 1).toISOString();

const isThere = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** How a record was at the end of a day beside how it is now, with the way back for each field. */
export function AsOf(props: {
  record: AnyRecord;
  day: string;
  canRevert: boolean;
  onRevert: (version: number) => void;
}) {
  const me = useMe();
  const query = createQuery(() => ({
    queryKey: [props.record.type, 'history', 'asOf', props.record.id, props.day],
    queryFn: () =>
      recordsOf(props.record.type).get({ params: { id: props.record.id }, query: { asOf: endOf(props.day) } }),
    retry: false,
  }));
  const old = () => dataOf(query);
  const differences = () => {
    const was = old();
    if (!was) return [];
    const keys = [...new Set([...Object.keys(was), ...Object.keys(props.record)])];
    const changes = keys
      .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(props.record[field]))
      .map((field) => ({ field, before: was[field], after: props.record[field] }));
    return tellingChanges(props.record.type, changes);
  };
  const canRestore = (key: string) => {
    const field = entityOf(props.record.type)?.fields[key];
    return props.canRevert && field !== undefined && isEditable(field) && me.canEdit(props.record.type, key);
  };
  const restore = async (key: string, value: unknown, label: string) => {
    if (await saveFields(props.record, { [key]: value })) showToast({ title: strings.asOf.restored(label) });
  };
  return (
    <Switch>
      <Match when={problemOf(query.error)?.code === 'not-found'}>
        <Empty title={strings.asOf.notYet(formatDay(props.day))} />
      </Match>
      <Match when={query.isError}>
        <ErrorState title={strings.error.title} detail={messageOf(query.error)} onRetry={() => void query.refetch()} />
      </Match>
      <Match when={!old()}>
        <Skeleton class="mt-4 w-1/2" />
      </Match>
      <Match when={old()}>
        {(was) => (
          <section aria-label={strings.asOf.show} class="mt-4 rounded-lg border border-line bg-raised shadow-1">
            <header class="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
              <h2 class="min-w-0 flex-1 font-semibold">
                {strings.asOf.lead(formatDay(props.day), strings.history.version(was().version))}
              </h2>
              <Show when={props.canRevert && was().version !== props.record.version && was().deletedAt === undefined}>
                <Button size="sm" icon={Restore} onClick={() => props.onRevert(was().version)}>
                  {strings.asOf.restoreAll}
                </Button>
              </Show>
            </header>
            <Show when={differences().length > 0} fallback={<p class="px-3 py-4 text-muted">{strings.asOf.same}</p>}>
              <table class="w-full table-fixed text-left">
                <thead class="text-xs text-muted">
                  <tr>
                    <th class="w-1/4 px-3 py-1.5 font-medium">{strings.asOf.field}</th>
                    <th class="px-3 py-1.5 font-medium">{strings.asOf.atThatTime}</th>
                    <th class="px-3 py-1.5 font-medium">{strings.asOf.now}</th>
                    <td class="w-24" />
                  </tr>
                </thead>
                <tbody class="divide-y divide-line border-t border-line">
                  <For each={differences()}>
                    {({ field, change }) => (
                      <tr>
                        <th scope="row" class="px-3 py-1.5 font-normal text-muted">
                          {field.label}
                        </th>
                        <td class="px-3 py-1.5 font-medium">
                          <Show when={isThere(change.before)} fallback="—">
                            <FieldValue field={field} value={change.before} isWrapped />
                          </Show>
                        </td>
                        <td class="px-3 py-1.5 text-muted">
                          <Show when={isThere(change.after)} fallback="—">
                            <FieldValue field={field} value={change.after} isWrapped />
                          </Show>
                        </td>
                        <td class="px-1 py-1 text-right">
                          <Show when={canRestore(change.field)}>
                            <Button
                              variant="ghost"
                              size="sm"
                              aria-label={strings.asOf.restoreField(field.label)}
                              onClick={() => void restore(change.field, change.before, field.label)}
                            >
                              {strings.asOf.setBack}
                            </Button>
                          </Show>
                        </td>
                      </tr>
                    )}
                  </For>
                </tbody>
              </table>
            </Show>
          </section>
        )}
      </Match>
    </Switch>
  );
}
