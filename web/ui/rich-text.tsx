import { createEffect, createSignal, Show } from 'solid-js';
import { cx } from './cx.ts';

type Clean = (html: string) => string;
let loading: Promise<Clean> | undefined;

/** The cleaner is loaded when the first text is shown; the server cleaned it when it was written, this is the second lock. */
const loadCleaner = (): Promise<Clean> => {
  loading ??= import('dompurify').then(({ default: purify }) => {
    return (html) =>
      purify.sanitize(html, {
        ALLOWED_TAGS: [
          'p',
          'br',
          'b',
          'strong',
          'i',
          'em',
          'u',
          's',
          'ul',
          'ol',
          'li',
          'a',
          'blockquote',
          'code',
          'pre',
          'h1',
          'h2',
          'h3',
        ],
        ALLOWED_ATTR: ['href'],
        ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|\/)/i,
      });
  });
  return loading;
};

/** HTML that people wrote, cleaned before it is shown. */
export function RichText(props: { html: string; class?: string }) {
  const [clean, setClean] = createSignal<string>();
  // effect: cleaning waits for the cleaner
  createEffect(() => {
    const { html } = props;
    void loadCleaner().then((purify) => setClean(purify(html)));
  });
  return (
    <Show when={clean() !== undefined}>
      <div
        class={cx(
          'text-base break-words text-ink-2 [&_a]:text-accent-text [&_a]:underline [&_blockquote]:border-l-2 [&_blockquote]:border-line [&_blockquote]:pl-3 [&_li]:ml-4 [&_ol]:list-decimal [&_p+p]:mt-2 [&_ul]:list-disc',
          props.class,
        )}
        innerHTML={clean()}
      />
    </Show>
  );
}

/** Plain text as the paragraphs that the API keeps. */
export const paragraphs = (plain: string): string => {
  const escaped = (line: string) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return plain
    .trim()
    .split(/\n{2,}/)
    .map((part) => `<p>${part.split('\n').map(escaped).join('<br>')}</p>`)
    .join('');
};
