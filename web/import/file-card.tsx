import { createSignal, For, Show } from 'solid-js';
import type { ImportRun } from '#shared/import/import.ts';
import type { ImportFile } from '#shared/import/import-file.ts';
import { strings } from '#web/app/strings.ts';
import { formatBytes } from '#web/lib/format.ts';
import { said } from '#web/lib/said.ts';
import { CheckboxLine } from '#web/ui/checkbox.tsx';
import { Chip } from '#web/ui/chip.tsx';
import { FormField } from '#web/ui/form-field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { ChevronDown, ChevronRight, FileSpreadsheet, Settings } from '#web/ui/icons.ts';
import { MultiSelect } from '#web/ui/picker.tsx';
import { pillClass } from '#web/ui/pill.tsx';
import { plainValue } from '#web/ui/plain-value.ts';
import { Popover } from '#web/ui/popover.tsx';
import { useRefSource } from '#web/ui/ref-source.ts';
import { Select } from '#web/ui/select.tsx';
import { Banner } from '#web/ui/states.tsx';
import { ColumnRows } from './column-rows.tsx';
import { Decisions } from './decisions.tsx';
import { encodingOptions, modeOptions, pick, separatorOptions } from './formats.ts';
import { patchImport } from './import.queries.ts';
import { importable, targetField, targetsOf } from './targets.ts';

type FilePatch = Omit<NonNullable<Parameters<typeof patchImport>[1]['files']>[number], 'index'>;

const uses = () => [
  ...importable.map((entity) => ({ id: entity.noun, label: entity.label.many })),
  { id: 'people', label: strings.import.people },
  { id: 'aside', label: strings.import.aside },
];

/** One file: what it is taken for, how it is read, and where its columns go. */
export function FileCard(props: { run: ImportRun; file: ImportFile }) {
  const source = useRefSource();
  const [isOpen, setIsOpen] = createSignal(props.file.use !== 'aside');
  const patch = (change: FilePatch) =>
    void patchImport(props.run.id, { files: [{ index: props.file.index, ...change }] });
  const use = () => (props.file.use === 'records' ? (props.file.noun ?? 'aside') : props.file.use);
  const setUse = (id: string | undefined) => {
    if (id === 'people' || id === 'aside') patch({ use: id });
    else if (id) patch({ use: 'records', noun: id });
    setIsOpen(id !== 'aside');
  };
  const mapped = () => props.file.columns.flatMap((column) => (column.field === null ? [] : [column.field]));
  const matchable = () =>
    targetsOf(props.file)
      .filter(({ key }) => mapped().includes(key) || props.file.matchFields.includes(key))
      .map(({ key, field }) => ({ id: key, label: field.label }));
  const labelOf = (key: string) => targetField(props.file, key)?.label ?? key;
  const headingOf = (index: number) => props.file.columns.find((column) => column.index === index)?.heading ?? '';
  return (
    <section
      aria-label={strings.import.file(props.file.name)}
      class="overflow-hidden rounded-lg border border-line bg-raised shadow-1"
    >
      <header class="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
        <button
          type="button"
          aria-expanded={isOpen()}
          class="flex min-w-0 items-center gap-2 rounded-sm font-medium"
          onClick={() => setIsOpen(!isOpen())}
        >
          <Icon of={isOpen() ? ChevronDown : ChevronRight} size={14} class="text-muted" />
          <Icon of={FileSpreadsheet} class="text-success" />
          <span class="truncate">{props.file.name}</span>
        </button>
        <span class="text-xs text-muted tnum">
          <Show when={props.file.rowCount !== undefined} fallback={formatBytes(props.file.sizeBytes)}>
            {strings.import.rows(props.file.rowCount ?? 0, props.file.isEstimate === true)}
          </Show>
        </span>
        <div class="ml-auto flex flex-wrap items-center gap-2">
          <Show when={props.file.encoding}>
            <Popover
              label={strings.import.reading}
              triggerClass={pillClass()}
              placement="bottom-end"
              trigger={
                <>
                  <Icon of={Settings} size={12} />
                  {strings.import.readAs(
                    props.file.encoding ?? '',
                    strings.import.separators[props.file.separator ?? ','],
                  )}
                </>
              }
            >
              <div class="w-64 space-y-3 p-3">
                <FormField label={strings.import.encoding}>
                  {(ids) => (
                    <Select
                      {...ids}
                      isRequired
                      label={strings.import.encoding}
                      options={encodingOptions}
                      value={props.file.encoding}
                      onChange={(id) => {
                        const encoding = pick(encodingOptions, id);
                        if (encoding) patch({ encoding });
                      }}
                    />
                  )}
                </FormField>
                <FormField label={strings.import.separator}>
                  {(ids) => (
                    <Select
                      {...ids}
                      isRequired
                      label={strings.import.separator}
                      options={separatorOptions}
                      value={props.file.separator}
                      onChange={(id) => {
                        const separator = pick(separatorOptions, id);
                        if (separator) patch({ separator });
                      }}
                    />
                  )}
                </FormField>
                <CheckboxLine
                  label={strings.import.hasHeader}
                  isChecked={props.file.hasHeader !== false}
                  onChange={(hasHeader) => patch({ hasHeader })}
                />
              </div>
            </Popover>
          </Show>
          <div class="w-52">
            <Select label={strings.import.takenFor} options={uses()} value={use()} onChange={setUse} isRequired />
          </div>
        </div>
      </header>
      <Show when={props.file.problem}>
        {(words) => (
          <div class="px-4 pb-3">
            <Banner tone="danger">{words()}</Banner>
          </div>
        )}
      </Show>
      <Show when={props.file.reason}>{(reason) => <p class="px-4 pb-3 text-xs text-muted">{said(reason())}</p>}</Show>
      <Show when={isOpen() && props.file.use !== 'aside' && !props.file.problem}>
        <Show when={props.file.use === 'records'}>
          <div class="grid gap-3 border-t border-line bg-sunken px-4 py-3 sm:grid-cols-2">
            <FormField label={strings.import.mode}>
              {(ids) => (
                <Select
                  {...ids}
                  isRequired
                  label={strings.import.mode}
                  options={modeOptions}
                  value={props.file.mode}
                  onChange={(id) => {
                    const mode = pick(modeOptions, id);
                    if (mode) patch({ mode });
                  }}
                />
              )}
            </FormField>
            <FormField label={strings.import.matchBy}>
              {(ids) => (
                <MultiSelect
                  {...ids}
                  label={strings.import.matchBy}
                  placeholder={strings.import.matchNone}
                  options={matchable()}
                  value={props.file.matchFields}
                  onChange={(fields) => patch({ matchFields: [...(fields ?? [])].slice(0, 3) })}
                />
              )}
            </FormField>
            <Show when={props.file.constants.length + props.file.composed.length > 0}>
              <div class="flex flex-wrap items-center gap-2 text-xs text-muted sm:col-span-2">
                <For each={props.file.constants}>
                  {(constant) => {
                    const field = () => targetField(props.file, constant.field);
                    return (
                      <Chip title={strings.import.everyRow}>
                        {labelOf(constant.field)}:{' '}
                        {field()
                          ? plainValue(field() ?? { kind: 'text', label: '' }, constant.value, source.titleOf)
                          : ''}
                      </Chip>
                    );
                  }}
                </For>
                <For each={props.file.composed}>
                  {(composed) => (
                    <Chip title={strings.import.madeOf}>
                      {labelOf(composed.field)}: {composed.columns.map(headingOf).join(' – ')}
                    </Chip>
                  )}
                </For>
              </div>
            </Show>
          </div>
        </Show>
        <ColumnRows file={props.file} onPatch={(columns) => patch({ columns: [...columns] })} />
        <Decisions file={props.file} onPatch={patch} />
      </Show>
    </section>
  );
}
