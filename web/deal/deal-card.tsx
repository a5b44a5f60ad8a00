import { createSignal, Show } from 'solid-js';
import type { Deal } from '#shared/deal/deal.ts';
import type { Stage } from '#shared/stage/stage.ts';
import { hrefOf } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { dayOf, daysBetween, today } from '#web/lib/day.ts';
import { formatDay, formatDayNear, formatMoney } from '#web/lib/format.ts';
import { A } from '#web/lib/router.ts';
import { withDrag } from '#web/lib/with-drag.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { cx } from '#web/ui/cx.ts';
import { Icon, type IconType } from '#web/ui/icon.tsx';
import { CalendarDays, CircleAlert, CircleCheck, Clock, Ellipsis, Mail, Phone } from '#web/ui/icons.ts';
import { Menu, type MenuItem } from '#web/ui/menu.tsx';
import { useRefSource } from '#web/ui/ref-source.ts';
import type { NextTask } from './deal.queries.ts';

const icons: Readonly<Record<string, IconType>> = { call: Phone, mail: Mail, meeting: CalendarDays, task: CircleCheck };

type NextStep = { readonly text: string; readonly title?: string; readonly icon: IconType; readonly tone: string };

/** The next step of a deal in words; its colour repeats what they say. */
const nextStepOf = (deal: Deal, task: NextTask | undefined): NextStep => {
  const text = task?.title ?? deal.nextStep;
  const due = task ? task.dueOn : deal.nextStepDue;
  if (!text) return { text: strings.board.noNextStep, icon: CircleAlert, tone: 'font-medium text-warning' };
  const icon = icons[task?.kind ?? 'task'] ?? CircleCheck;
  if (!due) return { text, icon, tone: 'text-muted' };
  if (due < today())
    return {
      text: strings.board.overdue(daysBetween(due, today())),
      title: text,
      icon,
      tone: 'font-medium text-danger',
    };
  const when = daysBetween(today(), due) < 2 ? formatDayNear(due).toLocaleLowerCase() : formatDayNear(due);
  return { text: `${text}, ${when}`, icon, tone: due === today() ? 'font-medium text-success' : 'text-muted' };
};

/** One deal on the board. Dragged, moved by its menu, or with Alt and the arrow keys. */
export function DealCard(props: {
  deal: Deal;
  stage: Stage;
  nextTask: NextTask | undefined;
  menu: readonly MenuItem[];
  canMove: boolean;
  onStep: (stages: number, places: number) => void;
}) {
  const source = useRefSource();
  let element: HTMLElement | undefined;
  const [isDragged, setIsDragged] = createSignal(false);
  const [edge, setEdge] = createSignal<string | null>(null);
  withDrag((drag) => {
    if (!element || !props.canMove) return undefined;
    const own = element;
    return drag.combine(
      drag.draggable({
        element: own,
        getInitialData: () => ({ dealId: props.deal.id }),
        onDragStart: () => setIsDragged(true),
        onDrop: () => setIsDragged(false),
      }),
      drag.dropTargetForElements({
        element: own,
        canDrop: (args) => args.source.data['dealId'] !== props.deal.id,
        getData: ({ input }) =>
          drag.attachClosestEdge(
            { cardId: props.deal.id, stageId: props.stage.id },
            { input, element: own, allowedEdges: ['top', 'bottom'] },
          ),
        onDrag: ({ self }) => setEdge(drag.extractClosestEdge(self.data)),
        onDragLeave: () => setEdge(null),
        onDrop: () => setEdge(null),
      }),
    );
  });
  const company = () => (props.deal.companyId ? source.titleOf('company', props.deal.companyId) : undefined);
  const owner = () => (props.deal.ownerId ? source.titleOf('user', props.deal.ownerId) : undefined);
  const days = () => Math.max(0, daysBetween(dayOf(new Date(props.deal.stageEnteredAt)), today()));
  const isRotting = () => props.stage.rottingDays !== undefined && days() > props.stage.rottingDays;
  const step = () => nextStepOf(props.deal, props.nextTask);
  const label = () =>
    [company(), props.deal.name, props.deal.amount && formatMoney(props.deal.amount), step().title, step().text]
      .filter(Boolean)
      .join(', ');
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!event.altKey || !move || !props.canMove) return;
    event.preventDefault();
    props.onStep(move[0] ?? 0, move[1] ?? 0);
  };
  return (
    <div class="relative">
      <Show when={edge() === 'top'}>
        <div class="absolute inset-x-0 -top-1.5 z-1 h-0.5 rounded-full bg-accent" />
      </Show>
      <article
        ref={element}
        tabindex="0"
        data-deal={props.deal.id}
        aria-roledescription={strings.board.cardRole}
        aria-label={label()}
        aria-describedby="board-keys"
        onKeyDown={onKeyDown}
        class={cx(
          'group rounded-lg border border-line bg-raised px-2.5 pt-2 pb-2 shadow-1 hover:border-line-strong',
          isDragged() && 'opacity-35',
        )}
      >
        <Menu
          label={strings.board.actions(props.deal.name)}
          items={props.menu}
          class="absolute top-1 right-1 grid size-6 place-items-center rounded-md text-muted opacity-0 group-hover:opacity-100 hover:bg-hover focus:opacity-100 data-[expanded]:opacity-100 touch:size-9 touch:opacity-100"
        >
          <Icon of={Ellipsis} />
        </Menu>
        <Show when={company() ?? props.deal.reference}>
          {(name) => (
            <div class="mb-0.5 flex items-center gap-1.5 pr-6">
              <Show when={company()}>
                <Avatar name={name()} size={16} isSquare />
              </Show>
              <span class="truncate text-xs text-muted">{name()}</span>
            </div>
          )}
        </Show>
        <h3 class={cx('truncate font-medium', !(company() ?? props.deal.reference) && 'pr-6')}>
          <A href={hrefOf('deal', props.deal.id)} draggable={false} tabindex="-1" class="hover:underline">
            {props.deal.name}
          </A>
        </h3>
        <div class="mt-1 flex items-center gap-1.5">
          <Show when={props.deal.amount}>
            {(amount) => <span class="font-semibold tnum">{formatMoney(amount())}</span>}
          </Show>
          <Show when={props.deal.closeDate}>
            {(day) => (
              <span class={cx('text-xs tnum', day() < today() ? 'font-medium text-warning' : 'text-muted')}>
                {formatDay(day())}
              </span>
            )}
          </Show>
          <Show when={owner()}>{(name) => <Avatar name={name()} size={18} class="ml-auto" />}</Show>
        </div>
        <div class="mt-1.5 flex items-center gap-1.5 text-xs">
          <span class={cx('flex min-w-0 items-center gap-1', step().tone)}>
            <Icon of={step().icon} size={13} weight={2} />
            <span class="truncate" title={step().title ?? step().text}>
              {step().text}
            </span>
          </span>
          <span
            class={cx(
              'ml-auto flex shrink-0 items-center gap-1 tnum',
              isRotting() ? 'font-medium text-warning' : 'text-muted',
            )}
            title={`${strings.board.daysLong(days())}${isRotting() ? `, ${strings.board.rotting}` : ''}`}
          >
            <Show when={isRotting()}>
              <Icon of={Clock} size={12} weight={2} />
            </Show>
            {strings.board.days(days())}
          </span>
        </div>
      </article>
      <Show when={edge() === 'bottom'}>
        <div class="absolute inset-x-0 -bottom-1.5 z-1 h-0.5 rounded-full bg-accent" />
      </Show>
    </div>
  );
}
