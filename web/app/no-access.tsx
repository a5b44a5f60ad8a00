import { entityOf } from '#web/lib/declarations.ts';
import { A } from '#web/lib/router.ts';
import { buttonClass } from '#web/ui/button.tsx';
import { Lock } from '#web/ui/icons.ts';
import { Empty } from '#web/ui/states.tsx';
import { strings } from './strings.ts';
import { TopBar } from './top-bar.tsx';

/** In the place of a page that none of the person's roles opens: what is missing, and who can give it. */
export const NoAccess = (props: { noun: string; label?: string }) => {
  const many = () => props.label ?? entityOf(props.noun)?.label.many ?? '';
  return (
    <>
      <TopBar left={<h1 class="truncate text-sm font-semibold">{many()}</h1>} />
      <Empty title={strings.access.title(many())} detail={strings.access.detail} icon={Lock}>
        <A href="/" class={buttonClass()}>
          {strings.access.home}
        </A>
      </Empty>
    </>
  );
};
