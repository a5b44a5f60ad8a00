import { Show } from 'solid-js';
import { strings } from '#web/app/strings.ts';
import { entityAt } from '#web/lib/declarations.ts';
import { useParams } from '#web/lib/router.ts';
import { Empty } from '#web/ui/states.tsx';
import { NounList } from './noun-list.tsx';

/** The list of the noun whose plural stands in the address. */
export default function ListPage() {
  const params = useParams();
  const entity = () => entityAt(params['plural'] ?? '');
  return (
    <Show
      when={entity()}
      keyed
      fallback={<Empty title={strings.record.notFound} detail={strings.record.notFoundDetail} />}
    >
      {(known) => <NounList entity={known} />}
    </Show>
  );
}
