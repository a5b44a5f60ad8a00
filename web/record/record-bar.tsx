import { Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { useMe } from '#web/app/me.tsx';
import { titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { trail } from '#web/app/trail.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { A, useNavigate } from '#web/lib/router.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { ChevronDown, ChevronLeft, ChevronUp, Copy, Ellipsis, ShieldCheck, Trash } from '#web/ui/icons.ts';
import { iconTriggerClass, Menu } from '#web/ui/menu.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { PresentPeople } from './present-people.tsx';
import { actionsOf } from './record-parts.ts';

/** Where one is, the way to the neighbours in the list, and what can be done. */
export function RecordBar(props: { entity: EntityInfo; record: AnyRecord; onRemove: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const list = () => (trail()?.noun === props.entity.noun ? trail() : undefined);
  const back = () => list()?.address ?? `/${props.entity.plural}`;
  const at = () => list()?.ids.indexOf(props.record.id) ?? -1;
  const go = (by: number) => {
    const next = list()?.ids[at() + by];
    if (next) navigate(`/${props.entity.plural}/${next}`);
  };
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    showToast({ title: strings.record.copied });
  };
  const canRemove = () =>
    props.record.deletedAt === undefined &&
    props.entity.standard?.remove !== false &&
    me.can('delete', props.entity.noun);
  return (
    <TopBar
      left={
        <>
          <IconButton
            label={strings.record.back(props.entity.label.many)}
            icon={ChevronLeft}
            class="-ml-1.5"
            onClick={() => navigate(back())}
          />
          <A href={back()} class="shrink-0 rounded-sm text-muted hover:text-ink">
            {props.entity.label.many}
          </A>
          <span class="text-line-strong" aria-hidden="true">
            /
          </span>
          <span class="truncate font-semibold">{titleOfRecord(props.record)}</span>
        </>
      }
    >
      <PresentPeople record={props.record} />
      <Show when={at() >= 0}>
        <span class="hidden items-center gap-0.5 pr-1 text-xs text-muted tnum md:flex">
          {strings.list.shown(at() + 1, list()?.total ?? list()?.ids.length ?? 0)}
          <IconButton
            label={strings.record.previous}
            icon={ChevronUp}
            size={15}
            disabled={at() === 0}
            onClick={() => go(-1)}
          />
          <IconButton
            label={strings.record.next}
            icon={ChevronDown}
            size={15}
            disabled={at() + 1 >= (list()?.ids.length ?? 0)}
            onClick={() => go(1)}
          />
        </span>
      </Show>
      <Show when={actionsOf[props.entity.noun]}>
        {(actions) => <Dynamic component={actions()} record={props.record} />}
      </Show>
      <Menu
        label={strings.record.more}
        class={iconTriggerClass}
        items={[
          { label: strings.record.copyLink, icon: Copy, onSelect: () => void copy() },
          ...(me.can('read', 'audit')
            ? [
                {
                  label: strings.audit.ofRecord,
                  icon: ShieldCheck,
                  onSelect: () => navigate(`/settings/audit?noun=${props.entity.noun}&record=${props.record.id}`),
                },
              ]
            : []),
          ...(canRemove()
            ? [{ label: strings.record.remove, icon: Trash, isDanger: true, onSelect: () => props.onRemove() }]
            : []),
        ]}
      >
        <Icon of={Ellipsis} />
      </Menu>
    </TopBar>
  );
}
