import { createSignal, For, Show } from 'solid-js';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { settingsId } from '#shared/settings/settings-id.ts';
import { useMe } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { countQuery } from '#web/record/record.queries.ts';
import { IconButton } from '#web/ui/button.tsx';
import { cx } from '#web/ui/cx.ts';
import { Icon } from '#web/ui/icon.tsx';
import { ChevronRight, Circle, CircleCheck, X } from '#web/ui/icons.ts';

const hiddenKey = 'first-steps.hidden';
/** The first start makes these; whoever sets them up changes them or adds to them. */
const changed: Predicate = { field: 'version', op: 'gt', value: 1 };

/** What an administrator does once; each step is done when the data say so. */
export function FirstSteps() {
  const me = useMe();
  const [isHidden, setIsHidden] = createSignal(localStorage.getItem(hiddenKey) === 'true');
  const isFor = () => me.can('update', 'settings') && !isHidden();
  const count = (noun: string, filter?: Predicate) =>
    createQuery(() => ({ ...countQuery(noun, filter ? { filter } : {}, []), enabled: isFor() }));
  const people = count('user');
  const companies = count('company');
  const contacts = count('contact');
  const pipelines = count('pipeline');
  const changedPipelines = count('pipeline', changed);
  const changedStages = count('stage', changed);
  const rules = count('assignmentRule', { field: 'isActive', op: 'eq', value: true });
  const all = [people, companies, contacts, pipelines, changedPipelines, changedStages, rules];
  const of = (query: (typeof all)[number]) => dataOf(query)?.count ?? 0;
  const isKnown = () => all.every((query) => dataOf(query) !== undefined);
  const texts = strings.firstSteps;
  const steps = () => [
    {
      label: texts.organisation,
      detail: texts.organisationDetail,
      href: `/settings/${settingsId}`,
      isDone: Number(me.settings['version'] ?? 1) > 1,
    },
    { label: texts.invite, detail: texts.inviteDetail, href: '/users', isDone: of(people) > 1 },
    {
      label: texts.pipeline,
      detail: texts.pipelineDetail,
      href: '/pipelines',
      isDone: of(pipelines) > 1 || of(changedPipelines) > 0 || of(changedStages) > 0,
    },
    { label: texts.import, detail: texts.importDetail, href: '/imports', isDone: of(companies) + of(contacts) > 0 },
    { label: texts.rule, detail: texts.ruleDetail, href: '/assignment-rules', isDone: of(rules) > 0 },
  ];
  const done = () => steps().filter((step) => step.isDone).length;
  const hide = () => {
    localStorage.setItem(hiddenKey, 'true');
    setIsHidden(true);
  };
  return (
    <Show when={isFor() && isKnown() && done() < steps().length}>
      <section aria-label={texts.title} class="rounded-lg border border-line bg-raised shadow-1">
        <div class="flex items-center gap-2 border-b border-line py-2 pr-2 pl-4">
          <h2 class="font-semibold">{texts.title}</h2>
          <span class="text-xs text-muted tnum">{texts.lead(done(), steps().length)}</span>
          <IconButton label={texts.dismiss} icon={X} class="ml-auto" onClick={hide} />
        </div>
        <ol class="divide-y divide-line">
          <For each={steps()}>
            {(step) => (
              <li>
                <A href={step.href} class="flex min-h-12 items-center gap-3 px-4 py-2 hover:bg-hover">
                  <Icon
                    of={step.isDone ? CircleCheck : Circle}
                    size={18}
                    class={step.isDone ? 'text-success' : 'text-muted'}
                  />
                  <span class="min-w-0 flex-1">
                    <span class={cx('block font-medium', step.isDone && 'text-muted line-through')}>{step.label}</span>
                    <span class="block truncate text-xs text-muted">{step.detail}</span>
                  </span>
                  <Show when={step.isDone} fallback={<Icon of={ChevronRight} size={15} class="text-muted" />}>
                    <span class="text-xs text-success">{texts.done}</span>
                  </Show>
                </A>
              </li>
            )}
          </For>
        </ol>
      </section>
    </Show>
  );
}
