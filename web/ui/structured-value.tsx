import { For, Index, Match, Show, Switch } from 'solid-js';
import { Checkbox } from './checkbox.tsx';
import { cx } from './cx.ts';
import type { FieldInfo } from './field.ts';
import { FieldValue } from './field-value.tsx';
import { addressLines, isObject, plainValue } from './plain-value.ts';
import { text } from './text.ts';

const kindOf = (value: unknown): string | undefined => {
  const kinds: Readonly<Record<string, string>> = text.address.kinds;
  return isObject(value) && typeof value['kind'] === 'string' ? kinds[value['kind']] : undefined;
};

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** An entry on one line: what names it, then the rest of it; what is yes or no can be ticked where `onChange` is given. */
function Row(props: {
  parts: NonNullable<FieldInfo['parts']>;
  value: Readonly<Record<string, unknown>>;
  onChange?: ((value: unknown) => void) | undefined;
}) {
  const of = (isBoolean: boolean) =>
    Object.entries(props.parts).filter(([, part]) => (part.kind === 'boolean') === isBoolean);
  const title = () => of(false)[0];
  const titleWords = () => {
    const first = title();
    return first ? plainValue(first[1], props.value[first[0]]) : '';
  };
  return (
    <span class="flex min-w-0 items-start gap-2">
      <For each={of(true)}>
        {([key, part]) => (
          <Checkbox
            class="mt-0.5"
            label={`${part.label}: ${titleWords()}`}
            isChecked={props.value[key] === true}
            isDisabled={!props.onChange}
            onChange={(isChecked) => props.onChange?.({ ...props.value, [key]: isChecked })}
          />
        )}
      </For>
      <span class="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <For each={of(false).filter(([key]) => isGiven(props.value[key]))}>
          {([key, part], index) => (
            <span class={index() === 0 ? 'min-w-0' : 'min-w-0 text-xs text-muted'}>
              <FieldValue field={part} value={props.value[key]} isLinked isWrapped />
            </span>
          )}
        </For>
      </span>
    </span>
  );
}

/** A list or a group in full, entry by entry. */
export function StructuredValue(props: {
  field: FieldInfo;
  value: unknown;
  /** Takes the whole value with one entry changed. */
  onChange?: ((value: unknown) => void) | undefined;
}) {
  const entries = (): readonly unknown[] => (Array.isArray(props.value) ? props.value : []);
  const put = (index: number) => {
    const { onChange } = props;
    return onChange && ((value: unknown) => onChange(entries().map((entry, i) => (i === index ? value : entry))));
  };
  const group = () => (isObject(props.value) ? props.value : {});
  return (
    <Switch>
      <Match when={props.field.item}>
        {(item) => (
          <ul class={cx('min-w-0 flex-1', item().kind === 'address' ? 'space-y-2' : 'space-y-1')}>
            <Index each={entries()}>
              {(entry, index) => (
                <li class="min-w-0">
                  <Switch fallback={<FieldValue field={item()} value={entry()} isLinked isWrapped />}>
                    <Match when={item().kind === 'address' && isObject(entry())}>
                      <Show when={kindOf(entry())}>
                        {(kind) => <span class="block text-xs text-muted">{kind()}</span>}
                      </Show>
                      <span class="block break-words whitespace-pre-line">
                        {addressLines(entry() as Readonly<Record<string, unknown>>).join('\n')}
                      </span>
                    </Match>
                    <Match when={isObject(entry()) && item().parts}>
                      {(parts) => (
                        <Row
                          parts={parts()}
                          value={entry() as Readonly<Record<string, unknown>>}
                          onChange={put(index)}
                        />
                      )}
                    </Match>
                  </Switch>
                </li>
              )}
            </Index>
          </ul>
        )}
      </Match>
      <Match when={props.field.parts}>
        {(parts) => (
          <dl class="grid min-w-0 flex-1 grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
            <For each={Object.entries(parts()).filter(([key]) => isGiven(group()[key]))}>
              {([key, part]) => (
                <>
                  <dt class="text-xs/5 text-muted">{part.label}</dt>
                  <dd class="min-w-0">
                    <FieldValue field={part} value={group()[key]} isLinked isWrapped />
                  </dd>
                </>
              )}
            </For>
          </dl>
        )}
      </Match>
    </Switch>
  );
}
