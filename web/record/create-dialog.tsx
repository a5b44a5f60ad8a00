// biome-ignore-all lint/a11y/noLabelWithoutControl: the control is the component inside
import { createEffect, createMemo, createSignal, For, Show } from 'solid-js';
import { createStore, reconcile, unwrap } from 'solid-js/store';
import { recordsOf } from '#web/app/api.ts';
import { type Creation, closeCreate } from '#web/app/create.ts';
import { useMe } from '#web/app/me.tsx';
import { existingOf, fieldErrors, messageOf } from '#web/app/problems.ts';
import { hrefOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { type EntityInfo, entityOf } from '#web/lib/declarations.ts';
import { A, useNavigate } from '#web/lib/router.ts';
import { Button } from '#web/ui/button.tsx';
import { Checkbox } from '#web/ui/checkbox.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { FieldInput } from '#web/ui/field-input.tsx';
import { isTall } from '#web/ui/field-kinds.ts';
import { FormField } from '#web/ui/form-field.tsx';
import { RefLabel } from '#web/ui/ref-label.tsx';
import { Banner } from '#web/ui/states.tsx';
import { text } from '#web/ui/text.ts';
import { tidied } from '#web/ui/tidy.ts';
import { showToast } from '#web/ui/toast.tsx';
import { isNeeded, isShown } from './conditions.ts';
import { dropDraft, loadDraft, saveDraft } from './form-draft.ts';
import { formFields } from './layout.ts';
import { tookPlace } from './record.queries.ts';

type Draft = Record<string, unknown>;

/** A person is not created but invited: they get a mail. */
const wording = (entity: EntityInfo) =>
  entity.noun === 'user'
    ? { title: strings.settings.inviteTitle, action: strings.settings.invite, done: strings.settings.invited }
    : {
        title: strings.create.title(entity.label.one),
        action: strings.create.action,
        done: (title: string) => strings.create.done(entity.label.one, title),
      };

/** The form for a new record of any noun, made from its fields. */
export default function CreateDialog(props: { creation: Creation }) {
  const me = useMe();
  const navigate = useNavigate();
  const entity = () => entityOf(props.creation.noun);
  const start = (): Draft => ({ ...(entity()?.owned && { ownerId: me.id }), ...props.creation.values });
  const begun = loadDraft(me.id, props.creation.noun);
  const [isResumed, setIsResumed] = createSignal(begun !== undefined);
  const [draft, setDraft] = createStore<Draft>({ ...begun, ...start() });
  // effect: what is typed is kept for after a reload
  createEffect(() => saveDraft(me.id, props.creation.noun, { ...draft }, start()));
  const beginAnew = () => {
    setIsResumed(false);
    setDraft(reconcile(start()));
  };
  const cancel = () => {
    dropDraft(me.id, props.creation.noun);
    closeCreate();
  };
  const [problem, setProblem] = createSignal<unknown>();
  const [isBusy, setIsBusy] = createSignal(false);
  const [hasAll, setHasAll] = createSignal(false);
  const [hasAnother, setHasAnother] = createSignal(false);
  // a retry of the same form must not create a second record
  let key = crypto.randomUUID();
  // the same entries from one keystroke to the next, so that the inputs stay
  const form = createMemo(() => {
    const known = entity();
    return known && { known, ...formFields(known) };
  });
  const values = (known: EntityInfo): Draft => ({ ...known.defaults, ...draft });
  const fields = () => {
    const { known, few = [], all = [] } = form() ?? {};
    if (!known) return [];
    return all.filter(
      ({ key: name, field }) =>
        me.canSee(known.noun, name) &&
        isShown(field, known, values(known), me.id) &&
        (hasAll() ||
          few.some((entry) => entry.key === name) ||
          (field.requiredWhen !== undefined && isNeeded(field, known, values(known), me.id))),
    );
  };
  const errors = () => fieldErrors(problem());
  const shownElsewhere = () => Object.keys(errors()).some((name) => fields().some((entry) => entry.key === name));
  const existing = () => existingOf(problem());
  const submit = async (event: Event) => {
    event.preventDefault();
    const known = entity();
    if (!known || isBusy()) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      const body = Object.fromEntries(
        Object.entries(unwrap(draft)).flatMap(([name, value]) => {
          const field = known.fields[name];
          const given = field ? tidied(field, value) : value;
          return given === undefined ? [] : [[name, given]];
        }),
      );
      const record = await recordsOf(known.noun).create({ body, idempotencyKey: key });
      tookPlace(record);
      dropDraft(me.id, known.noun);
      props.creation.onCreated?.(record.id);
      showToast({ title: wording(known).done(titleOfRecord(record)) });
      key = crypto.randomUUID();
      if (hasAnother()) {
        setIsResumed(false);
        setDraft(reconcile(start()));
        return;
      }
      closeCreate();
      if (!props.creation.onCreated) navigate(hrefOf(known.noun, record.id));
    } catch (error) {
      key = crypto.randomUUID();
      setProblem(error);
      if (Object.keys(fieldErrors(error)).some((name) => !fields().some((entry) => entry.key === name)))
        setHasAll(true);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Show when={entity()}>
      {(known) => (
        <Dialog
          isOpen
          onOpenChange={closeCreate}
          title={wording(known()).title}
          width="lg"
          footer={
            <>
              <label class="mr-auto flex items-center gap-2 text-xs text-muted">
                <Checkbox label={strings.create.another} isChecked={hasAnother()} onChange={setHasAnother} />
                {strings.create.another}
              </label>
              <Button variant="ghost" onClick={cancel}>
                {text.cancel}
              </Button>
              <Button variant="primary" type="submit" form="create-form" isBusy={isBusy()}>
                {wording(known()).action}
              </Button>
            </>
          }
        >
          <form
            id="create-form"
            onSubmit={submit}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
              event.preventDefault();
              event.currentTarget.requestSubmit();
            }}
            novalidate
          >
            <Show when={isResumed()}>
              <div class="mb-4">
                <Banner tone="info">
                  <span class="flex flex-wrap items-center gap-x-3">
                    {strings.draft.restored}
                    <Button size="sm" onClick={beginAnew}>
                      {strings.draft.discard}
                    </Button>
                  </span>
                </Banner>
              </div>
            </Show>
            <Show when={problem() !== undefined && (!shownElsewhere() || existing())}>
              <div class="mb-4" role="alert">
                <Banner tone="danger">
                  <Show when={existing()} fallback={messageOf(problem())}>
                    {(id) => (
                      <span class="flex flex-wrap items-center gap-x-2">
                        {strings.create.taken(Object.keys(errors()).map((name) => known().fields[name]?.label ?? name))}
                        <A
                          href={hrefOf(known().noun, id())}
                          class="flex min-w-0 font-medium underline"
                          onClick={closeCreate}
                        >
                          <RefLabel noun={known().noun} id={id()} />
                        </A>
                      </span>
                    )}
                  </Show>
                </Banner>
              </div>
            </Show>
            <div class="grid gap-x-4 gap-y-3.5 sm:grid-cols-2">
              <For each={fields()}>
                {(entry, index) => (
                  <div class={isTall(entry.field) && !entry.field.many ? 'sm:col-span-2' : ''}>
                    <FormField
                      label={entry.field.label}
                      help={entry.field.help}
                      error={errors()[entry.key]}
                      isRequired={
                        isNeeded(entry.field, known(), values(known()), me.id) &&
                        !(entry.key in (known().defaults ?? {}))
                      }
                    >
                      {(ids) => (
                        <FieldInput
                          {...ids}
                          field={entry.field}
                          label={entry.field.label}
                          value={draft[entry.key] ?? known().defaults?.[entry.key]}
                          isRequired={entry.field.required === true}
                          autofocus={index() === 0 && !['ref', 'multiRef', 'multiEnum'].includes(entry.field.kind)}
                          onChange={(value) => setDraft(entry.key, value)}
                        />
                      )}
                    </FormField>
                  </div>
                )}
              </For>
            </div>
            <Button variant="ghost" size="sm" class="mt-4 -ml-2" onClick={() => setHasAll(!hasAll())}>
              {hasAll() ? strings.create.fewerFields : strings.create.allFields}
            </Button>
          </form>
        </Dialog>
      )}
    </Show>
  );
}
