import { type JSX, Match, Show, Switch } from 'solid-js';
import type { ChangeSet } from '#shared/change-set/change-set.ts';
import type { Job } from '#shared/job/job.ts';
import { api } from '#web/app/api.ts';
import { showProblem } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { cancelChangeSet, openReview, startStep } from '#web/change-set/change-set.queries.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { said } from '#web/lib/said.ts';
import { Button, buttonClass } from '#web/ui/button.tsx';
import { cx } from '#web/ui/cx.ts';
import { Icon, type IconType } from '#web/ui/icon.tsx';
import { CircleAlert, CircleCheck, CircleX, Clock, Download, Undo } from '#web/ui/icons.ts';
import { Progress } from '#web/ui/progress.tsx';
import { isOver } from './job.queries.ts';

type Known = { readonly one?: ChangeSet; readonly file?: Awaited<ReturnType<typeof api.export.get>> };

/** What a job works for; asked anew whenever the job is in another state. */
const subjectQuery = ({ id, state, subject }: Job) => ({
  queryKey: [subject?.noun ?? 'job', 'subject', subject?.id, id, state] as const,
  enabled: subject?.noun === 'changeSet' || subject?.noun === 'export',
  queryFn: async (): Promise<Known> => {
    const params = { id: subject?.id ?? '' };
    return subject?.noun === 'export'
      ? { file: await api.export.get({ params, query: {} }) }
      : { one: await api.changeSet.get({ params, query: {} }) };
  },
});

const download = async (id: string): Promise<void> => {
  try {
    const { url, fileName } = await api.export.file({ params: { id } });
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
  } catch (error) {
    showProblem(error);
  }
};

const stop = async (job: Job): Promise<void> => {
  const id = job.subject?.id ?? '';
  if (job.subject?.noun === 'changeSet') return cancelChangeSet(id);
  try {
    const { version } = await api.export.get({ params: { id }, query: {} });
    await api.export.cancel({ params: { id }, ifMatch: version });
  } catch (error) {
    showProblem(error);
  }
};

const resultOf = (set: ChangeSet): string => {
  switch (set.state) {
    case 'planned':
      return strings.changeSet.counts.change(set.planned?.change ?? 0);
    case 'applied':
    case 'appliedWithErrors': {
      const stayed = (set.applied?.refused ?? 0) + (set.applied?.wrong ?? 0);
      const changed = strings.tray.changed(set.applied?.change ?? 0);
      return stayed > 0 ? `${changed} · ${strings.tray.notChanged(stayed)}` : changed;
    }
    case 'reverted':
      return strings.tray.undone;
    case 'partlyReverted':
      return `${strings.tray.undone} · ${strings.tray.left(set.leftCount ?? 0)}`;
    case 'cancelled':
      return strings.tray.cancelled;
    case 'failed':
      return set.error ? said(set.error) : strings.tray.failed;
    default:
      return '';
  }
};

const lookOf = (job: Job, set: ChangeSet | undefined): { readonly icon: IconType; readonly tone: string } => {
  if (!isOver(job)) return { icon: Clock, tone: 'text-accent-text' };
  if (job.state === 'failed') return { icon: CircleX, tone: 'text-danger' };
  if (job.state === 'cancelled' || set?.state === 'cancelled') return { icon: CircleX, tone: 'text-muted' };
  return job.progress.failed > 0
    ? { icon: CircleAlert, tone: 'text-warning' }
    : { icon: CircleCheck, tone: 'text-success' };
};

/** One thing that a job works for: how far it is, what came of it, and what can be done about it. */
export function JobTrayItem(props: { job: Job }) {
  const subject = createQuery(() => subjectQuery(props.job));
  const set = () => dataOf(subject)?.one;
  const file = () => dataOf(subject)?.file;
  const look = () => lookOf(props.job, set());
  const share = () => {
    const { done, total } = props.job.progress;
    return total > 0 ? done / total : 0;
  };
  const name = () => set()?.name ?? file()?.name ?? props.job.name;
  const canStop = () => props.job.subject?.noun === 'changeSet' || props.job.subject?.noun === 'export';
  const canUndo = () => ['applied', 'appliedWithErrors'].includes(set()?.state ?? '');
  const result = (): string => {
    const known = set();
    if (known) return resultOf(known);
    const written = file();
    if (written?.state === 'ready') return strings.tray.rows(written.rowCount ?? 0);
    if (written?.error) return said(written.error);
    if (props.job.state !== 'failed') return '';
    return props.job.error ? said(props.job.error) : strings.tray.failed;
  };
  const isThere = () => file()?.state === 'ready' && (file()?.expiresAt ?? '') > new Date().toISOString();
  const small = (icon: IconType, label: string, onClick: () => void): JSX.Element => (
    <Button variant="ghost" size="sm" icon={icon} onClick={onClick}>
      {label}
    </Button>
  );
  return (
    <li class="flex items-start gap-2.5 px-3 py-2.5">
      <Icon of={look().icon} class={cx('mt-0.5', look().tone)} />
      <div class="min-w-0 flex-1">
        <p class="truncate font-medium" title={name()}>
          {name()}
        </p>
        <Show
          when={!isOver(props.job)}
          fallback={<p class="line-clamp-2 text-xs break-words text-muted tnum">{result()}</p>}
        >
          <Progress class="my-1.5" value={share()} label={name()} />
          <p class="text-xs text-muted tnum">
            <Show when={props.job.state === 'running'} fallback={strings.tray.waiting}>
              {props.job.step ? `${said(props.job.step)} · ` : ''}
              {strings.tray.progress(props.job.progress.done, props.job.progress.total)}
            </Show>
          </p>
        </Show>
      </div>
      <Switch>
        <Match when={!isOver(props.job) && canStop()}>
          <Button variant="ghost" size="sm" onClick={() => void stop(props.job)}>
            {strings.tray.cancel}
          </Button>
        </Match>
        <Match when={set()?.state === 'planned' && set()}>
          {(known) => (
            <Button variant="ghost" size="sm" class="text-accent-text" onClick={() => openReview(known().id)}>
              {strings.tray.review}
            </Button>
          )}
        </Match>
        <Match when={canUndo() && set()}>
          {(known) => small(Undo, strings.tray.undo, () => void startStep(known(), 'undo'))}
        </Match>
        <Match when={isThere() && file()}>
          {(known) => small(Download, strings.tray.download, () => void download(known().id))}
        </Match>
        <Match when={props.job.subject?.noun === 'import' && props.job.subject}>
          {(known) => (
            <A href={`/imports/${known().id}`} class={buttonClass('ghost', 'sm')}>
              {strings.tray.open}
            </A>
          )}
        </Match>
      </Switch>
    </li>
  );
}
