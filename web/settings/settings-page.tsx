import { For, Show } from 'solid-js';
import { settingsId } from '#shared/settings/settings-id.ts';
import { useMe } from '#web/app/me.tsx';
import { nounIcon } from '#web/app/noun-icon.ts';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { entityOf } from '#web/lib/declarations.ts';
import { A } from '#web/lib/router.ts';
import { Icon, type IconType } from '#web/ui/icon.tsx';
import { ClipboardList, FileText, ShieldCheck, Trash, User } from '#web/ui/icons.ts';
import { fieldStrings } from './field-strings.ts';

type Entry = {
  readonly label: string;
  readonly about: string;
  readonly icon: IconType;
  readonly href: string;
  readonly isExternal?: boolean;
};

/** What an organisation sets up, for those who may. */
export default function SettingsPage() {
  const me = useMe();
  const nouns = (names: readonly string[]): readonly Entry[] =>
    names.flatMap((name) => {
      const entity = entityOf(name);
      if (!entity || !me.can('read', name)) return [];
      const abouts: Readonly<Record<string, string>> = strings.settings.about;
      return [
        {
          label: name === 'settings' ? strings.settings.organisation : entity.label.many,
          about: abouts[name] ?? '',
          icon: nounIcon(entity.icon),
          href: name === 'settings' ? `/settings/${settingsId}` : `/${entity.plural}`,
        },
      ];
    });
  const groups = () => {
    const all: readonly { readonly title: string; readonly entries: readonly Entry[] }[] = [
      {
        title: strings.settings.people,
        entries: [
          { label: strings.profile.title, about: strings.profile.about, icon: User, href: '/profile' },
          ...nouns(['user', 'team', 'role']),
        ],
      },
      { title: strings.settings.sales, entries: nouns(['pipeline', 'assignmentRule']) },
      {
        title: strings.settings.system,
        entries: [
          ...(me.can('read', 'customField')
            ? [{ label: fieldStrings.title, about: fieldStrings.about, icon: ClipboardList, href: '/settings/fields' }]
            : []),
          ...nouns(['settings', 'savedView', 'job']),
          ...(me.can('read', 'audit')
            ? [{ label: strings.audit.title, about: strings.audit.about, icon: ShieldCheck, href: '/settings/audit' }]
            : []),
          { label: strings.bin.title, about: strings.bin.about, icon: Trash, href: '/settings/bin' },
          {
            label: strings.settings.docs,
            about: strings.settings.about.docs,
            icon: FileText,
            href: '/v1/docs',
            isExternal: true,
          },
        ],
      },
    ];
    return all.filter((group) => group.entries.length > 0);
  };
  return (
    <>
      <TopBar left={<h1 class="text-sm font-semibold">{strings.settings.title}</h1>} />
      <div class="min-h-0 flex-1 overflow-y-auto bg-canvas">
        <div class="mx-auto max-w-220 space-y-6 p-5 max-md:p-4">
          <For each={groups()}>
            {(group) => (
              <section>
                <h2 class="mb-2 text-xs font-semibold text-ink-2">{group.title}</h2>
                <ul class="grid gap-2 sm:grid-cols-2">
                  <For each={group.entries}>
                    {(entry) => (
                      <li>
                        <Show
                          when={!entry.isExternal}
                          fallback={
                            <a href={entry.href} target="_blank" rel="noreferrer" class={cardClass}>
                              <Card entry={entry} />
                            </a>
                          }
                        >
                          <A href={entry.href} class={cardClass}>
                            <Card entry={entry} />
                          </A>
                        </Show>
                      </li>
                    )}
                  </For>
                </ul>
              </section>
            )}
          </For>
        </div>
      </div>
    </>
  );
}

const cardClass =
  'flex h-full items-start gap-3 rounded-lg border border-line bg-raised px-3.5 py-3 shadow-1 hover:border-line-strong';

const Card = (props: { entry: Entry }) => (
  <>
    <span class="grid size-8 shrink-0 place-items-center rounded-md bg-sunken text-muted">
      <Icon of={props.entry.icon} />
    </span>
    <span class="min-w-0">
      <span class="block font-medium">{props.entry.label}</span>
      <span class="block text-xs text-muted">{props.entry.about}</span>
    </span>
  </>
);
