import { createSignal } from 'solid-js';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { Upload } from './icons.ts';
import { text } from './text.ts';

/** A place for files: by dropping them or by the platform's own dialog. */
export function FileDrop(props: {
  label: string;
  hint: string;
  accept: string;
  onFiles: (files: readonly File[]) => void;
  isDisabled?: boolean;
}) {
  const [isOver, setIsOver] = createSignal(false);
  return (
    <label
      class={cx(
        'flex flex-col items-center gap-1 rounded-xl border border-dashed px-6 py-12 text-center focus-within:outline-2 focus-within:outline-focus',
        isOver() ? 'border-accent bg-accent-soft' : 'border-line-strong bg-sunken hover:border-muted',
      )}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        if (!props.isDisabled) props.onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <span class="mb-2 grid size-10 place-items-center rounded-lg border border-line bg-raised text-muted shadow-1">
        <Icon of={Upload} size={18} />
      </span>
      <span class="font-semibold">{props.label}</span>
      <span class="text-muted">{props.hint}</span>
      <input
        type="file"
        multiple
        accept={props.accept}
        disabled={props.isDisabled}
        aria-label={text.file.choose}
        class="sr-only"
        onChange={(event) => {
          props.onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}
