import { createEffect, lazy, Show } from 'solid-js';
import { openCreate } from '#web/app/create.ts';
import { useMe } from '#web/app/me.tsx';
import { NoAccess } from '#web/app/no-access.tsx';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { entityOf } from '#web/lib/declarations.ts';
import { useSearchParams } from '#web/lib/router.ts';
import { Button } from '#web/ui/button.tsx';
import { Inbox, Plus, Rows } from '#web/ui/icons.ts';
import { Segmented } from '#web/ui/segmented.tsx';

const NounList = lazy(() => import('#web/record/noun-list.tsx').then((module) => ({ default: module.NounList })));
const LeadQueue = lazy(() => import('./lead-queue.tsx').then((module) => ({ default: module.LeadQueue })));

type Look = 'queue' | 'list';
const key = 'leads.look';
const queueParams = new Set(['queue', 'lead', 'look']);

/** Leads as a queue to work through, or as a list; the address says which, else what was chosen last. */
export default function LeadsPage() {
  const me = useMe();
  const [params, setParams] = useSearchParams();
  const ofList = () => Object.keys(params).some((name) => params[name] !== undefined && !queueParams.has(name));
  const look = (): Look => {
    const asked = params['look'];
    if (asked === 'queue' || asked === 'list') return asked;
    if (ofList()) return 'list';
    return params['queue'] === undefined && localStorage.getItem(key) === 'list' ? 'list' : 'queue';
  };
  // effect: a list stays one when the filter goes by which its address was known
  createEffect(() => {
    if (params['look'] === undefined && ofList()) setParams({ look: 'list' }, { replace: true });
  });
  const choose = (next: Look) => {
    localStorage.setItem(key, next);
    const gone = Object.fromEntries(Object.keys(params).map((name) => [name, undefined]));
    setParams({ ...gone, look: next }, { replace: true });
  };
  const Switcher = () => (
    <Segmented<Look>
      label={strings.queue.layout}
      value={look()}
      onChange={choose}
      options={[
        { value: 'queue', label: strings.queue.views, icon: Inbox },
        { value: 'list', label: strings.queue.list, icon: Rows },
      ]}
    />
  );
  return (
    <Show when={me.can('read', 'lead')} fallback={<NoAccess noun="lead" />}>
      <Show when={entityOf('lead')}>
        {(entity) => (
          <Show
            when={look() === 'queue'}
            fallback={
              <>
                <div class="flex shrink-0 justify-end border-b border-line bg-canvas px-4 py-1.5">
                  <Switcher />
                </div>
                <NounList entity={entity()} />
              </>
            }
          >
            <TopBar left={<h1 class="truncate text-sm font-semibold">{entity().label.many}</h1>}>
              <Switcher />
              <Show when={me.can('create', 'lead')}>
                <Button variant="primary" icon={Plus} onClick={() => openCreate({ noun: 'lead' })}>
                  {strings.list.newOne(entity().label.one)}
                </Button>
              </Show>
            </TopBar>
            <LeadQueue />
          </Show>
        )}
      </Show>
    </Show>
  );
}
