import { createSignal, lazy, Show, Suspense } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { useMe } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import { PreviewButton } from '#web/settings/preview-button.tsx';
import { Button } from '#web/ui/button.tsx';
import { Check, CircleX, UserPlus } from '#web/ui/icons.ts';
import { beginLead, canBegin, canEnd } from './work-lead.ts';

const DisqualifyDialog = lazy(() => import('./lead-dialogs.tsx').then((m) => ({ default: m.DisqualifyDialog })));
const AssignDialog = lazy(() => import('./lead-dialogs.tsx').then((m) => ({ default: m.AssignDialog })));

type Asked = 'disqualify' | 'assign';
const [asked, setAsked] = createSignal<{ readonly id: string; readonly what: Asked }>();

/** Opens the question why a lead is closed, from the keyboard. */
export const askToDisqualify = (lead: AnyRecord): void => {
  setAsked({ id: lead.id, what: 'disqualify' });
};

/** What can be done with a lead before it is converted: begin, give to somebody, close. `onLeft` follows where it leaves the queue. */
export default function LeadActions(props: { record: AnyRecord; onLeft?: () => void }) {
  const me = useMe();
  const [isBusy, setIsBusy] = createSignal(false);
  const open = (what: Asked) => setAsked({ id: props.record.id, what });
  const close = () => setAsked(undefined);
  const isAsked = (what: Asked) => asked()?.id === props.record.id && asked()?.what === what;
  const begin = async () => {
    setIsBusy(true);
    await beginLead(props.record, me.id);
    setIsBusy(false);
  };
  const canEdit = () => me.canEdit('lead', 'status');
  return (
    <>
      <Show when={canEdit() && canBegin(props.record)}>
        <Button variant="primary" icon={Check} isBusy={isBusy()} onClick={() => void begin()}>
          {props.record.ownerId === me.id ? strings.queue.start : strings.queue.accept}
        </Button>
      </Show>
      <Show when={me.can('assign', 'lead') && canEnd(props.record)}>
        <Button icon={UserPlus} onClick={() => open('assign')}>
          {strings.queue.assign}
        </Button>
      </Show>
      <Show when={canEdit() && canEnd(props.record)}>
        <Button icon={CircleX} onClick={() => open('disqualify')}>
          {strings.queue.disqualify}
        </Button>
      </Show>
      <Show when={props.record.ownerId === undefined}>
        <PreviewButton leadId={props.record.id} label={strings.preview.action} />
      </Show>
      <Suspense>
        <Show when={isAsked('disqualify')}>
          <DisqualifyDialog lead={props.record} onClose={close} onDone={props.onLeft} />
        </Show>
        <Show when={isAsked('assign')}>
          <AssignDialog lead={props.record} onClose={close} onDone={props.onLeft} />
        </Show>
      </Suspense>
    </>
  );
}
