import { useNavigate } from '#web/lib/router.ts';
import { language, languageNames, languages } from '#web/strings/language.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { cx } from '#web/ui/cx.ts';
import { LogOut, Monitor, Moon, SquareCheck, Sun, User } from '#web/ui/icons.ts';
import { Menu } from '#web/ui/menu.tsx';
import { chooseLanguage } from './locale.ts';
import { useMe } from './me.tsx';
import { hasSingleKeys, setHasSingleKeys, setIsShortcutsOpen } from './shell-state.ts';
import { strings } from './strings.ts';
import { setTheme, theme } from './theme.ts';

/** Theme, language, own record and the way out. */
export function AccountMenu(props: { isRail: boolean }) {
  const me = useMe();
  const navigate = useNavigate();
  const signOut = () => void import('./sign-in.ts').then(({ leave }) => leave());
  return (
    <Menu
      label={strings.account.menu(me.name)}
      isNamedByContent
      placement="top-start"
      class={cx(
        'flex h-8 items-center gap-2 rounded-md hover:bg-hover data-[expanded]:bg-hover',
        props.isRail ? 'px-1' : 'min-w-0 flex-1 px-1.5',
      )}
      items={[
        { label: strings.account.profile, icon: User, onSelect: () => navigate('/profile') },
        {
          heading: strings.account.theme,
          label: strings.account.light,
          icon: Sun,
          isChecked: theme() === 'light',
          onSelect: () => setTheme('light'),
        },
        { label: strings.account.dark, icon: Moon, isChecked: theme() === 'dark', onSelect: () => setTheme('dark') },
        {
          label: strings.account.system,
          icon: Monitor,
          isChecked: theme() === 'system',
          onSelect: () => setTheme('system'),
        },
        ...languages.map((each) => ({
          ...(each === languages[0] && { heading: strings.account.language }),
          label: languageNames[each],
          isChecked: each === language,
          onSelect: () => void chooseLanguage(each),
        })),
        { heading: ' ', label: strings.account.shortcuts, hint: '?', onSelect: () => setIsShortcutsOpen(true) },
        {
          label: hasSingleKeys() ? strings.account.shortcutsOn : strings.account.shortcutsOff,
          icon: SquareCheck,
          isChecked: hasSingleKeys(),
          onSelect: () => setHasSingleKeys(!hasSingleKeys()),
        },
        { label: strings.account.signOut, icon: LogOut, onSelect: signOut },
      ]}
    >
      <span class="flex" aria-hidden="true">
        <Avatar name={me.name} size={22} isOnline />
      </span>
      <span class={props.isRail ? 'sr-only' : 'truncate'}>
        <span class="sr-only">{strings.account.menu('')}</span>
        {me.name}
      </span>
    </Menu>
  );
}
