// biome-ignore-all lint/a11y/noStaticElementInteractions: a click anywhere on the value is a shortcut for the pencil button beside it
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the pencil button is there for the keyboard
import { createSignal, lazy, Show, Suspense } from 'solid-js';
import { cx } from './cx.ts';
import type { FieldInfo } from './field.ts';
import { isEditable, isStructured, isTall } from './field-kinds.ts';
import { FieldValue } from './field-value.tsx';
import { Icon } from './icon.tsx';
import { Pencil } from './icons.ts';
import { StructuredValue } from './structured-value.tsx';
import { text } from './text.ts';
import { tidied } from './tidy.ts';

// the inputs are many and are wanted only by who edits
const FieldInput = lazy(() => import('./field-input.tsx').then((module) => ({ default: module.FieldInput })));
const StructuredDialog = lazy(() =>
  import('./structured-dialog.tsx').then((module) => ({ default: module.StructuredDialog })),
);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const isChosenTogether = (field: FieldInfo): boolean =>
  ['multiEnum', 'multiRef'].includes(field.kind) || (field.isLabels === true && field.options !== undefined);
const isInPopover = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-popper-positioner]') !== null;
/** Kinds that are decided with the choice itself: there is no text to finish with Enter. */
const isChosenAtOnce = (field: FieldInfo): boolean => ['enum', 'boolean', 'ref'].includes(field.kind);

/** Takes a new value, and whether the old one became another while it was edited. */
export type Save = (value: unknown, hasChangedMeanwhile: boolean) => void;

/** The input of one field while it is edited: Enter or leaving it saves, Esc leaves it as it was. */
export function FieldEditor(props: { field: FieldInfo; value: unknown; onSave: Save; onClose: () => void }) {
  let box: HTMLDivElement | undefined;
  const [draft, setDraft] = createSignal(props.value);
  const began = JSON.stringify(props.value);
  let isDone = false;
  const finish = (isSaved: boolean) => {
    if (isDone) return;
    isDone = true;
    const next = tidied(props.field, draft());
    if (isSaved && !same(next, props.value)) props.onSave(next, JSON.stringify(props.value) !== began);
    props.onClose();
  };
  const onFocusOut = (event: FocusEvent) => {
    const to = event.relatedTarget;
    // a calendar or a list of choices lies outside of the box; focus going there is not leaving
    if (to instanceof Node && (box?.contains(to) || document.querySelector('[data-popper-positioner]')?.contains(to)))
      return;
    if (to === null && document.querySelector('[data-popper-positioner]')) return;
    // a parsed input reads its text when it loses the focus, which comes first
    queueMicrotask(() => finish(true));
  };
  return (
    <div
      ref={box}
      class="p-0.5"
      onFocusOut={onFocusOut}
      onKeyDown={(event) => {
        // several are chosen one after another: Escape ends the choosing and keeps what was chosen
        if (event.key === 'Escape' && isChosenTogether(props.field) && isInPopover(event.target)) return;
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          finish(false);
        } else if (event.key === 'Enter' && !(isTall(props.field) && !(event.metaKey || event.ctrlKey))) {
          event.preventDefault();
          event.stopPropagation();
          finish(true);
        }
      }}
    >
      <Suspense fallback={<div class="control skeleton" />}>
        <FieldInput
          field={props.field}
          label={props.field.label}
          value={draft()}
          autofocus
          onChange={(value) => {
            setDraft(() => value);
            if (isChosenAtOnce(props.field)) finish(true);
          }}
        />
      </Suspense>
    </div>
  );
}

type PropertyProps = {
  field: FieldInfo;
  value: unknown;
  canEdit: boolean;
  onSave: Save;
  isSaving?: boolean;
};

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

function EditButton(props: { label: string; onClick: () => void; ref?: (element: HTMLButtonElement) => void }) {
  return (
    <button
      ref={props.ref}
      type="button"
      aria-label={text.edit(props.label)}
      onClick={() => props.onClick()}
      class="absolute top-0.5 right-0.5 grid size-6 place-items-center rounded-sm border border-line bg-raised text-muted opacity-0 shadow-1 group-hover:opacity-100 focus:opacity-100 touch:size-8 touch:opacity-100"
    >
      <Icon of={Pencil} size={12} />
    </button>
  );
}

/** One property of a record: its label and its value, which a click, Enter or the pencil opens for editing. */
export const PropertyRow = (props: PropertyProps) => (
  <Show when={isStructured(props.field)} fallback={<SimpleRow {...props} />}>
    <StructuredRow {...props} />
  </Show>
);

/** A list or a group, edited in a dialog. What is worked through entry by entry has the whole width, below its label. */
function StructuredRow(props: PropertyProps) {
  const [isEditing, setIsEditing] = createSignal(false);
  const canEdit = () => props.canEdit && isEditable(props.field);
  const isBelow = () => !isEmpty(props.value) && props.field.isOrdered === true;
  return (
    <div
      class={cx(
        'group relative -mx-1.5 grid min-h-7 gap-x-1 rounded-sm px-1.5 hover:bg-hover touch:min-h-10',
        isBelow() ? 'pb-1.5' : 'grid-cols-[var(--label-width)_minmax(0,1fr)]',
      )}
    >
      <dt class="flex h-7 items-center text-xs text-muted touch:h-10" title={props.field.help ?? props.field.label}>
        <span class="truncate">{props.field.label}</span>
      </dt>
      <dd class="flex min-w-0 items-center">
        <div
          class={cx('flex min-w-0 flex-1', !isBelow() && 'py-1')}
          onClick={(event) => {
            if (canEdit() && !(event.target instanceof Element && event.target.closest('a, input'))) setIsEditing(true);
          }}
        >
          <Show when={!isEmpty(props.value)} fallback={<span class="text-faint">—</span>}>
            <StructuredValue
              field={props.field}
              value={props.value}
              onChange={canEdit() ? (value) => props.onSave(value, false) : undefined}
            />
          </Show>
        </div>
        <Show when={canEdit()}>
          <EditButton label={props.field.label} onClick={() => setIsEditing(true)} />
        </Show>
        <Show when={isEditing()}>
          <Suspense>
            <StructuredDialog
              field={props.field}
              value={props.value}
              onSave={props.onSave}
              onClose={() => setIsEditing(false)}
            />
          </Suspense>
        </Show>
      </dd>
    </div>
  );
}

function SimpleRow(props: PropertyProps) {
  const [isEditing, setIsEditing] = createSignal(false);
  let button: HTMLButtonElement | undefined;
  const canEdit = () => props.canEdit && isEditable(props.field);
  return (
    <div class="group relative -mx-1.5 grid min-h-7 grid-cols-[var(--label-width)_minmax(0,1fr)] gap-1 rounded-sm px-1.5 hover:bg-hover touch:min-h-10">
      <dt class="flex h-7 items-center text-xs text-muted touch:h-10" title={props.field.help ?? props.field.label}>
        <span class="truncate">{props.field.label}</span>
      </dt>
      <dd class="flex min-w-0 items-center">
        <Show
          when={isEditing()}
          fallback={
            <>
              <div
                class="flex min-w-0 flex-1 items-center gap-1.5 py-1"
                classList={{ 'opacity-60': props.isSaving === true }}
                onClick={(event) => {
                  if (canEdit() && !(event.target instanceof Element && event.target.closest('a'))) setIsEditing(true);
                }}
              >
                <Show when={!isEmpty(props.value)} fallback={<span class="text-faint">—</span>}>
                  <FieldValue field={props.field} value={props.value} isLinked isWrapped />
                </Show>
              </div>
              <Show when={canEdit()}>
                <EditButton
                  ref={(element) => {
                    button = element;
                  }}
                  label={props.field.label}
                  onClick={() => setIsEditing(true)}
                />
              </Show>
            </>
          }
        >
          <div class="min-w-0 flex-1">
            <FieldEditor
              field={props.field}
              value={props.value}
              onSave={props.onSave}
              onClose={() => {
                setIsEditing(false);
                queueMicrotask(() => button?.focus());
              }}
            />
          </div>
        </Show>
      </dd>
    </div>
  );
}
