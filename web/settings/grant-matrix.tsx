import { For, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { type Action, actions, type Grant, grantedParts, type Scope, scopes } from '#shared/policy/grant.ts';
import { useMe } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import { entities } from '#web/lib/declarations.ts';
import { saveFields } from '#web/record/record.mutations.ts';
import { cx } from '#web/ui/cx.ts';

const everything = '*';
const parts: readonly string[] = grantedParts;

const grantsOf = (record: AnyRecord): readonly Grant[] =>
  // the field `grants` of a role holds grants
  Array.isArray(record['grants']) ? (record['grants'] as readonly Grant[]) : [];

const width: Readonly<Record<Scope, number>> = { own: 1, team: 2, all: 3 };

/** What a role may do with which records: one choice of reach for each noun and action. */
export default function GrantMatrix(props: { record: AnyRecord }) {
  const me = useMe();
  const grants = () => grantsOf(props.record);
  const scopeOf = (noun: string, action: Action): Scope | undefined =>
    grants()
      .filter((grant) => grant.noun === noun && grant.action === action)
      .map((grant) => grant.scope)
      .sort((a, b) => width[b] - width[a])[0];
  const set = (noun: string, action: Action, scope: Scope | undefined) => {
    const rest = grants().filter((grant) => grant.noun !== noun || grant.action !== action);
    void saveFields(props.record, { grants: scope ? [...rest, { noun, action, scope }] : rest });
  };
  const rows = () => [
    { noun: everything, label: strings.settings.grants.everything },
    ...entities.map((entity) => ({ noun: entity.noun, label: entity.label.many })),
    ...grantedParts.map((part) => ({ noun: part, label: strings.viewAs.parts[part] })),
  ];
  const canEdit = () => me.canEdit('role', 'grants') && props.record.deletedAt === undefined;
  const shown = () => actions.filter((action) => action !== 'merge' && action !== 'export');
  return (
    <div class="overflow-x-auto rounded-lg border border-line bg-raised shadow-1">
      <table class="w-full text-xs">
        <thead class="bg-sunken text-muted">
          <tr>
            <th class="sticky left-0 z-1 bg-sunken px-3 py-2 text-left font-medium">{strings.settings.grants.noun}</th>
            <For each={shown()}>
              {(action) => <th class="px-2 py-2 text-left font-medium">{strings.settings.grants.actions[action]}</th>}
            </For>
          </tr>
        </thead>
        <tbody class="divide-y divide-line">
          <For each={rows()}>
            {(row) => (
              <tr class={row.noun === everything ? 'font-medium' : ''}>
                <th scope="row" class="sticky left-0 z-1 bg-raised px-3 py-1.5 text-left font-medium whitespace-nowrap">
                  {row.label}
                </th>
                <For each={shown()}>
                  {(action) => {
                    const scope = () => scopeOf(row.noun, action);
                    const isGrantable = action === 'read' || !parts.includes(row.noun);
                    return (
                      <td class="px-1.5 py-1">
                        <Show
                          when={canEdit() && isGrantable}
                          fallback={
                            <span class="px-1">
                              {scope() ? strings.settings.grants[scope() ?? 'all'] : strings.settings.grants.none}
                            </span>
                          }
                        >
                          <select
                            aria-label={strings.settings.grants.label(
                              strings.settings.grants.actions[action],
                              row.label,
                            )}
                            class={cx('control h-7 w-18 border-line px-1 text-xs', !scope() && 'text-muted')}
                            onChange={(event) =>
                              set(
                                row.noun,
                                action,
                                scopes.find((s) => s === event.currentTarget.value),
                              )
                            }
                          >
                            <option value="" selected={!scope()}>
                              {strings.settings.grants.none}
                            </option>
                            <For each={scopes}>
                              {(s) => (
                                <option value={s} selected={scope() === s}>
                                  {strings.settings.grants[s]}
                                </option>
                              )}
                            </For>
                          </select>
                        </Show>
                      </td>
                    );
                  }}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}
