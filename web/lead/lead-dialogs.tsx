import { createSignal, For } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { Button } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { FormField } from '#web/ui/form-field.tsx';
import { RelationPicker } from '#web/ui/picker.tsx';
import { useRefSource } from '#web/ui/ref-source.ts';
import { text } from '#web/ui/text.ts';
import { TextInput } from '#web/ui/text-input.tsx';
import { assignLead, disqualifyLead } from './work-lead.ts';

type Props = { readonly lead: AnyRecord; readonly onClose: () => void; readonly onDone?: (() => void) | undefined };

/** Asks why a lead is closed. */
export function DisqualifyDialog(props: Props) {
  const [reason, setReason] = createSignal<string>();
  const [isMissing, setIsMissing] = createSignal(false);
  const [isBusy, setIsBusy] = createSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const words = reason()?.trim();
    setIsMissing(!words);
    if (!words || isBusy()) return;
    setIsBusy(true);
    const isDone = await disqualifyLead(props.lead, words);
    setIsBusy(false);
    if (!isDone) return;
    props.onClose();
    props.onDone?.();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={() => props.onClose()}
      title={strings.queue.disqualifyTitle(titleOfRecord(props.lead))}
      description={strings.queue.disqualifyDetail}
      width="sm"
      footer={
        <>
          <Button variant="ghost" onClick={() => props.onClose()}>
            {text.cancel}
          </Button>
          <Button variant="danger" type="submit" form="disqualify-form" isBusy={isBusy()}>
            {strings.queue.disqualify}
          </Button>
        </>
      }
    >
      <form id="disqualify-form" class="space-y-3" novalidate onSubmit={(event) => void submit(event)}>
        <FormField
          label={strings.queue.reason}
          isRequired
          error={isMissing() ? strings.problems['gate-not-met'] : undefined}
        >
          {(ids) => (
            <TextInput {...ids} label={strings.queue.reason} maxLength={255} value={reason()} onChange={setReason} />
          )}
        </FormField>
        <div class="flex flex-wrap gap-1.5">
          <For each={strings.queue.reasons}>
            {(one) => (
              <Button size="sm" aria-pressed={reason() === one} onClick={() => setReason(one)}>
                {one}
              </Button>
            )}
          </For>
        </div>
      </form>
    </Dialog>
  );
}

/** Asks whom a lead is given to. */
export function AssignDialog(props: Props) {
  const source = useRefSource();
  const [ownerId, setOwnerId] = createSignal<string | undefined>(props.lead.ownerId);
  const [isBusy, setIsBusy] = createSignal(false);
  const canSubmit = () => ownerId() !== undefined && ownerId() !== props.lead.ownerId;
  const submit = async (event: Event) => {
    event.preventDefault();
    const to = ownerId();
    if (to === undefined || !canSubmit() || isBusy()) return;
    setIsBusy(true);
    const isDone = await assignLead(props.lead, to, source.titleOf('user', to) ?? '…');
    setIsBusy(false);
    if (!isDone) return;
    props.onClose();
    props.onDone?.();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={() => props.onClose()}
      title={strings.queue.assign}
      description={titleOfRecord(props.lead)}
      width="sm"
      footer={
        <>
          <Button variant="ghost" onClick={() => props.onClose()}>
            {text.cancel}
          </Button>
          <Button variant="primary" type="submit" form="assign-form" isBusy={isBusy()} disabled={!canSubmit()}>
            {strings.bulk.assign}
          </Button>
        </>
      }
    >
      <form id="assign-form" novalidate onSubmit={(event) => void submit(event)}>
        <FormField label={strings.composer.owner} isRequired>
          {(ids) => (
            <RelationPicker
              {...ids}
              label={strings.composer.owner}
              target="user"
              value={ownerId()}
              onChange={setOwnerId}
            />
          )}
        </FormField>
      </form>
    </Dialog>
  );
}
