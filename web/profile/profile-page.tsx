import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { api } from '#web/app/api.ts';
import { useMe } from '#web/app/me.tsx';
import { fieldErrors, messageOf, problemOf } from '#web/app/problems.ts';
import { invalidate } from '#web/app/query-client.ts';
import { hrefOf } from '#web/app/refs.ts';
import { hasSingleKeys, setHasSingleKeys } from '#web/app/shell-state.ts';
import { strings } from '#web/app/strings.ts';
import { setTheme, type Theme, theme } from '#web/app/theme.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { entityOf } from '#web/lib/declarations.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { recordQuery, tookPlace } from '#web/record/record.queries.ts';
import { keepLocale, language, languageOf, locales } from '#web/strings/language.ts';
import { Button } from '#web/ui/button.tsx';
import { CheckboxLine } from '#web/ui/checkbox.tsx';
import { FieldInput } from '#web/ui/field-input.tsx';
import { FormField } from '#web/ui/form-field.tsx';
import { Monitor, Moon, Sun } from '#web/ui/icons.ts';
import { Segmented } from '#web/ui/segmented.tsx';
import { Select } from '#web/ui/select.tsx';
import { Banner, ErrorState, Skeleton } from '#web/ui/states.tsx';
import { tidied } from '#web/ui/tidy.ts';
import { showToast } from '#web/ui/toast.tsx';

type Values = Readonly<Record<string, unknown>>;
/** What everybody says of themselves; the route takes no other field. */
const own = ['name', 'title', 'phone', 'signature', 'locale', 'timeZone', 'isAvailable', 'awayUntil'] as const;
type Key = (typeof own)[number];

const zones = (): readonly { readonly id: string; readonly label: string }[] =>
  Intl.supportedValuesOf('timeZone').map((id) => ({ id, label: id.replaceAll('_', ' ') }));

/** The person's own page: who they are, their language and zone, how the app looks, and whether they take new leads. */
export default function ProfilePage() {
  const me = useMe();
  const record = createQuery(() => recordQuery('user', me.id));
  return (
    <>
      <TopBar left={<h1 class="truncate text-sm font-semibold">{strings.profile.title}</h1>} />
      <div class="min-h-0 flex-1 overflow-y-auto bg-canvas">
        <div class="mx-auto max-w-160 space-y-5 p-5 max-md:p-4">
          <Show
            when={dataOf(record)}
            fallback={
              <Show when={record.isError} fallback={<Skeleton class="h-64 w-full rounded-lg" />}>
                <ErrorState
                  title={strings.error.record}
                  detail={messageOf(record.error)}
                  onRetry={() => void record.refetch()}
                />
              </Show>
            }
          >
            {(known) => <Form record={known()} />}
          </Show>
        </div>
      </div>
    </>
  );
}

const Card = (props: { title: string; note?: string; children: JSX.Element }) => (
  <section class="rounded-lg border border-line bg-raised p-4 shadow-1">
    <h2 class="text-xs font-semibold text-ink-2">{props.title}</h2>
    <Show when={props.note}>
      <p class="mt-0.5 text-xs text-muted">{props.note}</p>
    </Show>
    <div class="mt-3 space-y-3.5">{props.children}</div>
  </section>
);

function Form(props: { record: AnyRecord }) {
  const me = useMe();
  const [draft, setDraft] = createSignal<Values>({});
  const [problem, setProblem] = createSignal<unknown>();
  const [isBusy, setIsBusy] = createSignal(false);
  const value = (key: Key): unknown => (key in draft() ? draft()[key] : props.record[key]);
  const put = (key: Key, next: unknown) => setDraft((now) => ({ ...now, [key]: next }));
  const field = (key: Key) => entityOf('user')?.fields[key];
  const patch = createMemo<Values>(() =>
    Object.fromEntries(
      own.flatMap((key) => {
        const known = field(key);
        if (!known || !(key in draft())) return [];
        const next = tidied(known, draft()[key]) ?? null;
        return JSON.stringify(next) === JSON.stringify(props.record[key] ?? null) ? [] : [[key, next]];
      }),
    ),
  );
  const errors = () => fieldErrors(problem());
  const save = async (event: Event) => {
    event.preventDefault();
    const body = patch();
    if (isBusy() || Object.keys(body).length === 0) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      const saved = await api.me.update({ ifMatch: props.record.version, body });
      // the answer is the person's record
      tookPlace(saved as AnyRecord);
      setDraft({});
      const locale = body['locale'];
      const isOther = typeof locale === 'string' && languageOf(locale) !== language;
      if (typeof locale === 'string') keepLocale(locale, false);
      if (isOther) location.reload();
      else {
        void invalidate({ queryKey: ['me'] });
        showToast({ title: strings.profile.saved });
      }
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  };
  const canEdit = (key: Key) => me.isOpen('user', key);
  const input = (key: Key) => (
    <Show when={me.canSee('user', key) && field(key)}>
      {(known) => (
        <FormField label={known().label} help={known().help} error={errors()[key]} isRequired={known().required}>
          {(ids) => (
            <FieldInput
              {...ids}
              field={known()}
              label={known().label}
              value={value(key)}
              isDisabled={!canEdit(key)}
              onChange={(next) => put(key, next)}
            />
          )}
        </FormField>
      )}
    </Show>
  );
  const textOf = (key: Key) => (typeof value(key) === 'string' ? String(value(key)) : undefined);
  const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const looks: readonly { readonly value: Theme; readonly label: string; readonly icon: typeof Sun }[] = [
    { value: 'light', label: strings.account.light, icon: Sun },
    { value: 'dark', label: strings.account.dark, icon: Moon },
    { value: 'system', label: strings.account.system, icon: Monitor },
  ];
  return (
    <>
      <form id="profile" class="space-y-5" novalidate onSubmit={(event) => void save(event)}>
        <Show when={problem() && Object.keys(errors()).length === 0}>
          <Banner tone="danger">
            {problemOf(problem())?.code === 'version-conflict'
              ? strings.problems['version-conflict']
              : messageOf(problem())}
          </Banner>
        </Show>
        <Card title={strings.profile.you}>
          {input('name')}
          <FormField label={entityOf('user')?.fields['email']?.label ?? ''} help={strings.profile.emailHint}>
            {(ids) => (
              <input
                id={ids.id}
                aria-describedby={ids.describedBy}
                class="control touch:h-10"
                value={me.email}
                readonly
              />
            )}
          </FormField>
          {input('title')}
          {input('phone')}
          {input('signature')}
        </Card>
        <Card title={strings.profile.language}>
          <FormField label={field('locale')?.label ?? ''} error={errors()['locale']}>
            {(ids) => (
              <Select
                {...ids}
                label={field('locale')?.label ?? ''}
                emptyLabel={strings.profile.browserLanguage}
                options={locales}
                value={textOf('locale')}
                isDisabled={!canEdit('locale')}
                onChange={(next) => put('locale', next)}
              />
            )}
          </FormField>
          <FormField label={field('timeZone')?.label ?? ''} error={errors()['timeZone']}>
            {(ids) => (
              <Select
                {...ids}
                label={field('timeZone')?.label ?? ''}
                emptyLabel={strings.profile.browserZone(browserZone)}
                options={zones()}
                value={textOf('timeZone')}
                isDisabled={!canEdit('timeZone')}
                onChange={(next) => put('timeZone', next)}
              />
            )}
          </FormField>
        </Card>
        <Card title={strings.profile.leads}>
          <CheckboxLine
            label={strings.profile.takesLeads}
            hint={strings.profile.takesLeadsHint}
            isChecked={value('isAvailable') !== false}
            isDisabled={!canEdit('isAvailable')}
            onChange={(isOn) => put('isAvailable', isOn)}
          />
          {input('awayUntil')}
        </Card>
        <div class="flex items-center gap-3">
          <Button variant="primary" type="submit" isBusy={isBusy()} disabled={Object.keys(patch()).length === 0}>
            {strings.profile.save}
          </Button>
          <A href={hrefOf('user', me.id)} class="rounded-sm text-xs font-medium text-accent-text hover:underline">
            {strings.profile.yourRecord}
          </A>
        </div>
      </form>
      <Card title={strings.profile.look} note={strings.profile.lookDetail}>
        <div class="flex flex-wrap items-center gap-3">
          <span class="text-xs font-medium text-ink-2">{strings.profile.theme}</span>
          <Segmented<Theme> label={strings.profile.theme} value={theme()} options={looks} onChange={setTheme} />
        </div>
        <CheckboxLine label={strings.account.shortcutsOn} isChecked={hasSingleKeys()} onChange={setHasSingleKeys} />
      </Card>
    </>
  );
}
