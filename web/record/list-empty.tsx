import { Match, Show, Switch } from 'solid-js';
import { openCreate } from '#web/app/create.ts';
import { useMe } from '#web/app/me.tsx';
import { nounIcon } from '#web/app/noun-icon.ts';
import { strings } from '#web/app/strings.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { A } from '#web/lib/router.ts';
import { Button, buttonClass } from '#web/ui/button.tsx';
import { Plus } from '#web/ui/icons.ts';
import { Empty } from '#web/ui/states.tsx';
import type { ListState } from './list-state.ts';

/** A list without rows: why, and what to do about it. */
export function ListEmpty(props: { entity: EntityInfo; state: ListState }) {
  const me = useMe();
  const isFiltered = () => props.state.filter() !== undefined || props.state.words() !== '';
  return (
    <Switch>
      <Match when={props.state.isBin()}>
        <Empty title={strings.list.binEmpty} icon={nounIcon(props.entity.icon)}>
          <Button onClick={() => props.state.setBin(false)}>{strings.list.leaveBin}</Button>
        </Empty>
      </Match>
      <Match when={isFiltered()}>
        <Empty
          title={strings.list.emptyFiltered(props.entity.label.many)}
          detail={strings.list.emptyFilteredDetail}
          icon={nounIcon(props.entity.icon)}
        >
          <Button
            onClick={() => {
              props.state.setFilter(undefined);
              props.state.setWords('');
            }}
          >
            {strings.list.clearFilters}
          </Button>
        </Empty>
      </Match>
      <Match when={true}>
        <Empty
          title={strings.list.empty(props.entity.label.many)}
          detail={strings.list.emptyDetail(props.entity.label.one)}
          icon={nounIcon(props.entity.icon)}
        >
          <Show when={me.can('create', props.entity.noun) && props.entity.standard?.create !== false}>
            <Button variant="primary" icon={Plus} onClick={() => openCreate({ noun: props.entity.noun })}>
              {strings.list.newOne(props.entity.label.one)}
            </Button>
          </Show>
          <Show when={props.entity.importable !== false && me.can('create', 'import')}>
            <A href="/imports" class={buttonClass()}>
              {strings.list.importFile}
            </A>
          </Show>
        </Empty>
      </Match>
    </Switch>
  );
}
