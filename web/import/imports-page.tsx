import { createSignal, For, Match, Show, Switch } from 'solid-js';
import { useMe } from '#web/app/me.tsx';
import { NoAccess } from '#web/app/no-access.tsx';
import { messageOf, problemOf } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { entityOf } from '#web/lib/declarations.ts';
import { formatInstant } from '#web/lib/format.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A, useNavigate } from '#web/lib/router.ts';
import { FieldValue } from '#web/ui/field-value.tsx';
import { FileDrop } from '#web/ui/file-drop.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { FileSpreadsheet } from '#web/ui/icons.ts';
import { Progress } from '#web/ui/progress.tsx';
import { Banner, Skeleton } from '#web/ui/states.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { beginImport, importsQuery } from './import.queries.ts';

const maxFiles = 20;
const isTable = (file: File): boolean => /\.(csv|tsv|txt)$/i.test(file.name);

/** Where an import begins, and the ones that there were. */
export default function ImportsPage() {
  const me = useMe();
  return (
    <Show when={me.can('read', 'import') || me.can('create', 'import')} fallback={<NoAccess noun="import" />}>
      <Imports />
    </Show>
  );
}

function Imports() {
  const me = useMe();
  const navigate = useNavigate();
  const [share, setShare] = createSignal<number>();
  const [problem, setProblem] = createSignal<string>();
  const imports = createQuery(importsQuery);
  const begin = async (chosen: readonly File[]) => {
    const files = chosen.filter(isTable);
    for (const file of chosen.filter((f) => !isTable(f)))
      showToast({ title: strings.import.notCsv(file.name), isError: true });
    if (files.length === 0 || share() !== undefined) return;
    if (files.length > maxFiles) {
      setProblem(strings.import.tooMany);
      return;
    }
    setProblem(undefined);
    setShare(0);
    try {
      navigate(`/imports/${await beginImport(files, setShare)}`);
    } catch (error) {
      setProblem(problemOf(error) ? messageOf(error) : error instanceof Error ? error.message : messageOf(error));
      setShare(undefined);
    }
  };
  const state = () => entityOf('import')?.fields['state'];
  return (
    <>
      <TopBar left={<h1 class="text-sm font-semibold">{strings.import.title}</h1>} />
      <div class="min-h-0 flex-1 overflow-y-auto">
        <div class="mx-auto max-w-200 space-y-6 p-5 max-md:p-4">
          <Show when={problem()}>
            {(words) => (
              <div role="alert">
                <Banner tone="danger">{words()}</Banner>
              </div>
            )}
          </Show>
          <Show when={me.can('create', 'import')}>
            <Show
              when={share() === undefined}
              fallback={
                <div role="status" class="rounded-xl border border-line bg-sunken px-6 py-14 text-center">
                  <p class="font-semibold">
                    {(share() ?? 0) < 1 ? strings.import.uploading : strings.import.inspecting}
                  </p>
                  <Progress class="mx-auto mt-3 max-w-80" value={share() ?? 0} label={strings.import.uploading} />
                </div>
              }
            >
              <FileDrop
                label={strings.import.lead}
                hint={strings.import.hint}
                accept=".csv,.tsv,.txt,text/csv"
                onFiles={(files) => void begin(files)}
              />
            </Show>
          </Show>
          <section>
            <h2 class="mb-2 text-xs font-semibold text-ink-2">{strings.import.earlier}</h2>
            <Switch>
              <Match when={imports.isError && !dataOf(imports)}>
                <Banner tone="danger">{messageOf(imports.error)}</Banner>
              </Match>
              <Match when={!dataOf(imports)}>
                <Skeleton class="h-16 w-full rounded-lg" />
              </Match>
              <Match when={dataOf(imports)?.length === 0}>
                <p class="rounded-lg border border-line px-4 py-6 text-center text-muted">{strings.import.none}</p>
              </Match>
              <Match when={true}>
                <ul class="divide-y divide-line rounded-lg border border-line bg-raised shadow-1">
                  <For each={dataOf(imports)}>
                    {(run) => (
                      <li>
                        <A href={`/imports/${run.id}`} class="flex min-h-11 items-center gap-3 px-3 hover:bg-hover">
                          <Icon of={FileSpreadsheet} class="text-muted" />
                          <span class="min-w-0 flex-1 truncate font-medium">{run.name}</span>
                          <Show when={state()}>{(field) => <FieldValue field={field()} value={run.state} />}</Show>
                          <time class="w-24 text-right text-xs text-muted tnum">{formatInstant(run.createdAt)}</time>
                        </A>
                      </li>
                    )}
                  </For>
                </ul>
              </Match>
            </Switch>
          </section>
        </div>
      </div>
    </>
  );
}
