import { createSignal, For, type JSX, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { useMe, visibleFields } from '#web/app/me.tsx';
import { fieldErrors, messageOf } from '#web/app/problems.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import type { FieldInfo } from '#web/ui/field.ts';
import { FieldInput } from '#web/ui/field-input.tsx';
import { isTall } from '#web/ui/field-kinds.ts';
import { FilterBuilder } from '#web/ui/filter-builder.tsx';
import { FormField } from '#web/ui/form-field.tsx';
import { Banner } from '#web/ui/states.tsx';
import { text } from '#web/ui/text.ts';
import { tidied } from '#web/ui/tidy.ts';
import { showToast } from '#web/ui/toast.tsx';
import { fieldStrings } from './field-strings.ts';
import { type DefiningNoun, saveDefinition } from './fields.queries.ts';

type Values = Readonly<Record<string, unknown>>;

export type DefinitionFormProps = {
  readonly defining: DefiningNoun;
  /** The noun that it is for. */
  readonly noun: string;
  readonly record: AnyRecord | undefined;
  readonly title: string;
  readonly start: Values;
  /** Which fields are asked for, as the draft stands, and how. */
  readonly fields: (draft: Values) => readonly { readonly key: string; readonly field: FieldInfo }[];
  readonly conditions: readonly { readonly key: string; readonly note: string }[];
  readonly onClose: () => void;
};

/** The window in which a field or a validation rule is made or changed. */
export function DefinitionForm(props: DefinitionFormProps) {
  const me = useMe();
  // not a store, which would merge one condition into another
  const [draft, setDraft] = createSignal<Values>({ ...props.start, ...props.record });
  const put = (key: string, value: unknown) => setDraft((now) => ({ ...now, [key]: value }));
  const [problem, setProblem] = createSignal<unknown>();
  const [isBusy, setIsBusy] = createSignal(false);
  const shown = () => props.fields(draft());
  const errors = () => fieldErrors(problem());
  const keys = () => [...shown().map((f) => f.key), ...props.conditions.map((c) => c.key)];
  const elsewhere = () => !Object.keys(errors()).some((key) => keys().includes(key));
  const declared = (key: string) => entityOf(props.defining)?.fields[key];
  /** What a condition may look at: the fields of the noun, but for the one that it decides about. */
  const conditionFields = (): Readonly<Record<string, FieldInfo>> => {
    const entity = entityOf(props.noun);
    const { [String(props.record?.['key'] ?? '')]: _own, ...rest } = entity ? visibleFields(me, entity) : {};
    return rest;
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy()) return;
    setIsBusy(true);
    setProblem(undefined);
    const values = draft();
    const asked = Object.fromEntries(
      shown().map(({ key, field }) => [
        key,
        // by the declaration: parts that are not shown stay
        tidied(declared(key) ?? field, values[key]) ?? (props.record ? null : undefined),
      ]),
    );
    const conditions = Object.fromEntries(
      props.conditions.map(({ key }) => [key, values[key] ?? (props.record ? null : undefined)]),
    );
    try {
      const noun = props.record ? {} : { noun: props.noun };
      const saved = await saveDefinition(props.defining, props.record, { ...noun, ...asked, ...conditions });
      showToast({ title: fieldStrings.saved(String(saved['label'] ?? saved['name'])) });
      props.onClose();
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  };
  const condition = (key: string, note: string): JSX.Element => (
    <section class="rounded-md border border-line p-3 sm:col-span-2">
      <h3 class="text-xs font-medium text-ink-2">{declared(key)?.label}</h3>
      <p class="mb-2 text-xs text-muted">{note}</p>
      <FilterBuilder
        fields={conditionFields()}
        value={draft()[key] as Predicate | undefined}
        onChange={(next) => put(key, next)}
      />
      <Show when={errors()[key]}>
        {(error) => (
          <p class="mt-1 text-xs text-danger" role="alert">
            {error()}
          </p>
        )}
      </Show>
    </section>
  );
  return (
    <Dialog
      isOpen
      onOpenChange={props.onClose}
      title={props.title}
      width="lg"
      footer={
        <>
          <Button variant="ghost" onClick={props.onClose}>
            {text.cancel}
          </Button>
          <Button variant="primary" type="submit" form="definition-form" isBusy={isBusy()}>
            {props.record ? fieldStrings.save : fieldStrings.create}
          </Button>
        </>
      }
    >
      <form id="definition-form" onSubmit={submit} novalidate>
        <Show when={problem() !== undefined && elsewhere()}>
          <div class="mb-4" role="alert">
            <Banner tone="danger">{messageOf(problem())}</Banner>
          </div>
        </Show>
        <div class="grid gap-x-4 gap-y-3.5 sm:grid-cols-2">
          <For each={shown().map((f) => f.key)}>
            {(key, index) => {
              const field = () => shown().find((f) => f.key === key)?.field;
              return (
                <Show when={field()}>
                  {(known) => (
                    <div class={isTall(known()) ? 'sm:col-span-2' : ''}>
                      <FormField
                        label={known().label}
                        help={known().help}
                        error={errors()[key]}
                        isRequired={known().required}
                      >
                        {(ids) => (
                          <FieldInput
                            {...ids}
                            field={known()}
                            label={known().label}
                            value={draft()[key]}
                            isRequired={known().required === true}
                            isDisabled={known().readOnly}
                            autofocus={index() === 0}
                            onChange={(value) => put(key, value)}
                          />
                        )}
                      </FormField>
                    </div>
                  )}
                </Show>
              );
            }}
          </For>
          <For each={props.conditions}>{({ key, note }) => condition(key, note)}</For>
        </div>
      </form>
    </Dialog>
  );
}
