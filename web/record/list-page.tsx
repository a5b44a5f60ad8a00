import { Show } from 'solid-js';
import { useMe } from '#web/app/me.tsx';
import { NoAccess } from '#web/app/no-access.tsx';
import { strings } from '#web/app/strings.ts';
import { entityAt } from '#web/lib/declarations.ts';
import { useParams } from '#web/lib/router.ts';
import { Empty } from '#web/ui/states.tsx';
import { NounList } from './noun-list.tsx';

/** The list of the noun whose plural stands in the address. */
export default function ListPage() {
  const params = useParams();
  const me = useMe();
  const entity = () => entityAt(params['plural'] ?? '');
  return (
    <Show
      when={entity()}
      keyed
      fallback={<Empty title={strings.record.notFound} detail={strings.record.notFoundDetail} />}
    >
      {(known) => (
        <Show when={me.can('read', known.noun)} fallback={<NoAccess noun={known.noun} />}>
          <NounList entity={known} />
        </Show>
      )}
    </Show>
  );
}
