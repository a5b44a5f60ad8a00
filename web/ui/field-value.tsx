import { For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatInstant, formatInstantFull } from '#web/lib/format.ts';
import { Chip } from './chip.tsx';
import type { FieldInfo } from './field.ts';
import { Icon } from './icon.tsx';
import { Check } from './icons.ts';
import { entriesOf, plainValue, stringsOf } from './plain-value.ts';
import { RefLabel } from './ref-label.tsx';
import { useRefSource } from './ref-source.ts';
import { StructuredValue } from './structured-value.tsx';
import { text } from './text.ts';

const Link = (props: { href: string; children: JSX.Element; isExternal?: boolean; isInert?: boolean }) => (
  <Show when={!props.isInert} fallback={<span class="flex min-w-0">{props.children}</span>}>
    <a
      href={props.href}
      class="flex min-w-0 text-accent-text hover:underline"
      target={props.isExternal ? '_blank' : undefined}
      rel={props.isExternal ? 'noreferrer noopener' : undefined}
      onClick={(event) => event.stopPropagation()}
    >
      {props.children}
    </a>
  </Show>
);

/** A reference that leads to its record. */
export function RefLink(props: { noun: string; id: string; isQuiet?: boolean | undefined }) {
  const source = useRefSource();
  return (
    <Show when={source.hrefOf(props.noun, props.id)} fallback={<RefLabel noun={props.noun} id={props.id} />}>
      {(href) => (
        <Link href={href()}>
          <RefLabel noun={props.noun} id={props.id} class={props.isQuiet ? 'text-ink' : 'text-accent-text'} />
        </Link>
      )}
    </Show>
  );
}

/** A value as a grid or a record page shows it. Nothing at all where there is none. */
export function FieldValue(props: {
  field: FieldInfo;
  value: unknown;
  /** References lead to their record; `quiet` ones do so without the colour of a link. */
  isLinked?: boolean;
  isQuiet?: boolean;
  /** Stands in something that is pressed as a whole: no address in it is a link of its own. */
  isInert?: boolean;
  /** Long text takes the lines that it needs. */
  isWrapped?: boolean;
}) {
  const source = useRefSource();
  const kind = () => props.field.kind;
  const asString = () => (typeof props.value === 'string' ? props.value : undefined);
  const option = () => props.field.options?.find((o) => o.id === props.value);
  const plain = () => plainValue(props.field, props.value, source.titleOf);
  return (
    <Switch fallback={<span class={props.isWrapped ? 'min-w-0 break-words' : 'truncate'}>{plain()}</span>}>
      <Match when={kind() === 'ref' && props.field.target && asString()}>
        {(id) => (
          <Show when={props.isLinked} fallback={<RefLabel noun={props.field.target ?? ''} id={id()} />}>
            <RefLink noun={props.field.target ?? ''} id={id()} isQuiet={props.isQuiet} />
          </Show>
        )}
      </Match>
      <Match when={kind() === 'multiRef' && props.field.target}>
        {(target) => (
          <span class="flex min-w-0 flex-wrap gap-x-2 gap-y-1">
            <For each={stringsOf(props.value)}>{(id) => <RefLabel noun={target()} id={id} />}</For>
          </span>
        )}
      </Match>
      <Match when={kind() === 'enum' && option()}>
        {(chosen) => (
          <Show when={chosen().tone} fallback={<span class="truncate">{chosen().label}</span>}>
            {(tone) => <Chip tone={tone()}>{chosen().label}</Chip>}
          </Show>
        )}
      </Match>
      <Match when={kind() === 'multiEnum' || props.field.isLabels}>
        <span class="flex min-w-0 flex-wrap gap-1">
          <For each={stringsOf(props.value)}>
            {(id) => {
              const chosen = () => props.field.options?.find((o) => o.id === id);
              return <Chip tone={chosen()?.tone ?? 'neutral'}>{chosen()?.label ?? id}</Chip>;
            }}
          </For>
        </span>
      </Match>
      <Match when={kind() === 'boolean' && props.value === true}>
        <span class="flex items-center text-success">
          <Icon of={Check} size={15} weight={2.25} />
          <span class="sr-only">{text.yes}</span>
        </span>
      </Match>
      <Match when={props.field.many && entriesOf(props.value)[0]}>
        {(first) => (
          <span class="flex min-w-0 items-center gap-1.5">
            <Link href={`${kind() === 'email' ? 'mailto' : 'tel'}:${first().value}`} isInert={props.isInert}>
              <span class="truncate">{first().value}</span>
            </Link>
            <Show when={entriesOf(props.value).length > 1}>
              <span class="text-xs text-muted" title={plain()}>
                +{entriesOf(props.value).length - 1}
              </span>
            </Show>
          </span>
        )}
      </Match>
      <Match when={props.isWrapped && (props.field.item || props.field.parts)}>
        <StructuredValue field={props.field} value={props.value} />
      </Match>
      <Match when={props.isWrapped && (kind() === 'longText' || kind() === 'address') && plain()}>
        {(words) => <span class="line-clamp-6 break-words whitespace-pre-line">{words()}</span>}
      </Match>
      <Match when={kind() === 'email' && asString()}>
        {(value) => (
          <Link href={`mailto:${value()}`} isInert={props.isInert}>
            <span class="truncate">{value()}</span>
          </Link>
        )}
      </Match>
      <Match when={kind() === 'phone' && asString()}>
        {(value) => (
          <Link href={`tel:${value()}`} isInert={props.isInert}>
            <span class="truncate">{value()}</span>
          </Link>
        )}
      </Match>
      <Match when={kind() === 'url' && asString()}>
        {(value) => (
          <Link href={/^https?:/i.test(value()) ? value() : '#'} isExternal isInert={props.isInert}>
            <span class="truncate">
              {value()
                .replace(/^https?:\/\/(www\.)?/i, '')
                .replace(/\/$/, '')}
            </span>
          </Link>
        )}
      </Match>
      <Match when={kind() === 'dateTime' && asString()}>
        {(value) => (
          <time class="truncate tnum" datetime={value()} title={formatInstantFull(value())}>
            {formatInstant(value())}
          </time>
        )}
      </Match>
      <Match when={kind() === 'number' || kind() === 'money' || kind() === 'percent' || kind() === 'date'}>
        <span class="truncate tnum">{plain()}</span>
      </Match>
    </Switch>
  );
}
