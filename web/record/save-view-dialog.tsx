import { createSignal } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { recordsOf } from '#web/app/api.ts';
import { fieldErrors, showProblem } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { Button } from '#web/ui/button.tsx';
import { CheckboxLine } from '#web/ui/checkbox.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { FormField } from '#web/ui/form-field.tsx';
import { Select } from '#web/ui/select.tsx';
import { text } from '#web/ui/text.ts';
import { TextInput } from '#web/ui/text-input.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { tookPlace } from './record.queries.ts';

const visibilities = [
  { id: 'private', label: strings.view.private },
  { id: 'team', label: strings.view.team },
  { id: 'public', label: strings.view.public },
];

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Keeps what a list looks like now under a name, or gives a view that there is another one. */
export function SaveViewDialog(props: {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  content: Readonly<Record<string, unknown>>;
  /** The view to rename; its content stays as it is. */
  view?: AnyRecord | undefined;
  onSaved: (id: string) => void;
}) {
  const [name, setName] = createSignal(textOf(props.view?.['name']));
  const [visibility, setVisibility] = createSignal(textOf(props.view?.['visibility']) ?? 'private');
  const [isPinned, setIsPinned] = createSignal(props.view?.['isPinned'] === true);
  const [errors, setErrors] = createSignal<Readonly<Record<string, string>>>({});
  const [isBusy, setIsBusy] = createSignal(false);
  const save = async (event: Event) => {
    event.preventDefault();
    setIsBusy(true);
    try {
      const named = { name: name() ?? '', visibility: visibility(), isPinned: isPinned() };
      const given = Object.fromEntries(
        Object.entries({ ...props.content, ...named }).filter(([, value]) => value !== null),
      );
      const old = props.view;
      const view = old
        ? await recordsOf('savedView').update({ params: { id: old.id }, ifMatch: old.version, body: named })
        : await recordsOf('savedView').create({ body: given });
      tookPlace(view);
      showToast({ title: strings.view.saved(name() ?? '') });
      props.onOpenChange(false);
      if (!old) props.onSaved(view.id);
    } catch (error) {
      setErrors(fieldErrors(error));
      if (Object.keys(fieldErrors(error)).length === 0) showProblem(error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
      title={props.view ? strings.view.rename : strings.view.saveAs}
      width="sm"
      footer={
        <>
          <Button variant="ghost" onClick={() => props.onOpenChange(false)}>
            {text.cancel}
          </Button>
          <Button variant="primary" type="submit" form="view-form" isBusy={isBusy()} disabled={!name()}>
            {text.save}
          </Button>
        </>
      }
    >
      <form id="view-form" onSubmit={save} class="space-y-3.5">
        <FormField label={strings.view.name} error={errors()['name']} isRequired>
          {(ids) => (
            <TextInput {...ids} label={strings.view.name} value={name()} onChange={setName} maxLength={80} autofocus />
          )}
        </FormField>
        <FormField label={strings.view.visibility} error={errors()['visibility']}>
          {(ids) => (
            <Select
              {...ids}
              label={strings.view.visibility}
              options={visibilities}
              value={visibility()}
              onChange={(value) => setVisibility(value ?? 'private')}
              isRequired
            />
          )}
        </FormField>
        <CheckboxLine label={strings.view.pin} isChecked={isPinned()} onChange={setIsPinned} />
      </form>
    </Dialog>
  );
}
