import { createUniqueId, type JSX, Show } from 'solid-js';

/** A label, an input and what is wrong with it. */
export function FormField(props: {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  isRequired?: boolean | undefined;
  children: (ids: {
    readonly id: string;
    readonly describedBy: string | undefined;
    readonly isInvalid: boolean;
  }) => JSX.Element;
}) {
  const id = createUniqueId();
  const describedBy = () => (props.error ? `${id}-error` : props.help ? `${id}-help` : undefined);
  return (
    <div class="min-w-0">
      <label for={id} class="mb-1 flex items-baseline gap-1 text-xs font-medium text-ink-2">
        {props.label}
        <Show when={props.isRequired}>
          <span class="text-danger" aria-hidden="true">
            *
          </span>
        </Show>
      </label>
      {props.children({
        id,
        get describedBy() {
          return describedBy();
        },
        get isInvalid() {
          return props.error !== undefined;
        },
      })}
      <Show
        when={props.error}
        fallback={
          <Show when={props.help}>
            <p id={`${id}-help`} class="mt-1 text-xs text-muted">
              {props.help}
            </p>
          </Show>
        }
      >
        <p id={`${id}-error`} class="mt-1 text-xs text-danger first-letter:uppercase" role="alert">
          {props.error}
        </p>
      </Show>
    </div>
  );
}
