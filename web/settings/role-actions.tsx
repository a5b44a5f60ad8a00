import { Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { useMe } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import { A } from '#web/lib/router.ts';
import { buttonClass } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Eye } from '#web/ui/icons.ts';

/** The way to what a person or somebody with a role sees, for who may look. */
export function ViewAsLink(props: { kind: 'user' | 'role'; id: string }) {
  const me = useMe();
  return (
    <Show when={me.can('read', 'viewAs') && props.id !== me.id}>
      <A href={`/settings/view-as/${props.kind}/${props.id}`} class={buttonClass()}>
        <Icon of={Eye} size={15} class="-ml-0.5" />
        {strings.viewAs.action}
      </A>
    </Show>
  );
}

/** What can be done with a role. */
export default function RoleActions(props: { record: AnyRecord }) {
  return <ViewAsLink kind="role" id={props.record.id} />;
}
