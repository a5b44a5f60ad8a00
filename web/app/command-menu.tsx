import { createEffect, createMemo, createSignal, on, onCleanup, Show } from 'solid-js';
import { entities, entityOf } from '#web/lib/declarations.ts';
import { createQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import { useNavigate } from '#web/lib/router.ts';
import { type Command, CommandList } from '#web/ui/command-list.tsx';
import { Settings, ShieldCheck, User } from '#web/ui/icons.ts';
import { api } from './api.ts';
import { pageContext } from './context.ts';
import { openCreate } from './create.ts';
import { useMe } from './me.tsx';
import { navigationOf } from './navigation.ts';
import { nounIcon } from './noun-icon.ts';
import { messageOf } from './problems.ts';
import { hrefOf, shapeOf } from './refs.ts';
import { isCommandOpen, setIsCommandOpen } from './shell-state.ts';
import { strings } from './strings.ts';

const typingPauseMs = 120;
const minWords = 2;

/** Search over all nouns and what can be done, from anywhere. */
export default function CommandMenu() {
  const me = useMe();
  const navigate = useNavigate();
  const [words, setWords] = createSignal('');
  const [asked, setAsked] = createSignal('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  // effect: asks the server only when the typing pauses
  createEffect(
    on(words, (typed) => {
      clearTimeout(timer);
      timer = setTimeout(() => setAsked(typed.trim()), typingPauseMs);
    }),
  );
  const found = createQuery(() => ({
    queryKey: ['search', asked()],
    enabled: asked().length >= minWords,
    queryFn: () => api.search.search({ query: { q: asked(), limit: 20 } }),
    placeholderData: keepPreviousData,
    staleTime: 5000,
  }));
  const matches = (label: string) => label.toLowerCase().includes(words().trim().toLowerCase());
  const commands = createMemo<readonly Command[]>(() => {
    const context = pageContext();
    const onThis = (context?.commands ?? [])
      .filter((c) => matches(c.label))
      .map((command) => ({
        id: `on-${command.label}`,
        group: strings.search.onThis(context?.one ?? ''),
        label: command.label,
        icon: command.icon,
        run: command.onSelect,
      }));
    const hits = asked().length >= minWords ? (dataOf(found)?.hits ?? []) : [];
    const records = hits.map((hit) => ({
      id: hit.id,
      group: strings.search.records,
      label: hit.title,
      hint: [entityOf(hit.noun)?.label.one, hit.match ? hit.match.text : hit.hint].filter(Boolean).join(' · '),
      picture: shapeOf(hit.noun),
      run: () => navigate(hrefOf(hit.noun, hit.id)),
    }));
    const goals = [
      ...navigationOf(me).flatMap((group) => group.items),
      { label: strings.settings.title, icon: Settings, href: '/settings' },
      { label: strings.profile.title, icon: User, href: '/profile' },
      ...(me.can('read', 'audit') ? [{ label: strings.audit.title, icon: ShieldCheck, href: '/settings/audit' }] : []),
    ]
      .filter((item) => matches(item.label))
      .map((item) => ({
        id: `go-${item.href}`,
        group: strings.search.goTo,
        label: item.label,
        icon: item.icon,
        run: () => navigate(item.href),
      }));
    const creations = entities
      .filter((e) => e.group !== undefined && e.standard?.create !== false && me.can('create', e.noun))
      .map((e) => ({
        id: `new-${e.noun}`,
        group: strings.search.create,
        label: strings.list.newOne(e.label.one),
        icon: nounIcon(e.icon),
        run: () => openCreate({ noun: e.noun }),
      }))
      .filter((command) => matches(command.label));
    return words().trim() ? [...records, ...onThis, ...goals, ...creations] : [...onThis, ...goals, ...creations];
  });
  return (
    <CommandList
      isOpen={isCommandOpen()}
      onOpenChange={setIsCommandOpen}
      words={words()}
      onWords={setWords}
      commands={commands()}
      context={pageContext()?.label}
      texts={strings.search}
      status={
        <Show when={words().trim()}>
          <Show when={!found.isError} fallback={messageOf(found.error)}>
            {found.isFetching || words().trim() !== asked() ? '…' : strings.search.none(words().trim())}
          </Show>
        </Show>
      }
    />
  );
}
