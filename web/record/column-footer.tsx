import { Show } from 'solid-js';
import { strings } from '#web/app/strings.ts';
import type { FieldInfo } from '#web/ui/field.ts';
import { Menu } from '#web/ui/menu.tsx';
import { type Answer, type Calculation, calculationName, calculationsOf, resultText } from './calculations.ts';

/** The foot of a column: what was worked out of it, and the choice of that. */
export function ColumnFooter(props: {
  name: string;
  field: FieldInfo;
  calculation: Calculation | undefined;
  answer: Answer | undefined;
  onChoose: (calculation: Calculation | undefined) => void;
}) {
  const result = () => {
    const chosen = props.calculation;
    return chosen && props.answer ? resultText(props.field, props.name, chosen, props.answer) : undefined;
  };
  const said = () => {
    const chosen = props.calculation;
    return chosen ? `: ${calculationName(props.field, chosen)} ${result()?.[1] ?? ''}` : '';
  };
  return (
    <Menu
      label={`${strings.calculation.button(props.field.label)}${said()}`}
      placement="bottom-end"
      class="flex h-6 max-w-full min-w-0 items-center gap-1 rounded-sm px-1.5 hover:bg-hover data-[expanded]:bg-hover"
      items={[
        {
          label: strings.calculation.none,
          isChecked: props.calculation === undefined,
          onSelect: () => props.onChoose(undefined),
        },
        ...calculationsOf(props.field).map((calculation) => ({
          label: calculationName(props.field, calculation),
          isChecked: props.calculation === calculation,
          onSelect: () => props.onChoose(calculation),
        })),
      ]}
    >
      <Show
        when={props.calculation}
        fallback={
          <span class="opacity-0 group-focus-within/foot:opacity-100 group-hover/foot:opacity-100">
            {strings.calculation.calculate}
          </span>
        }
      >
        {(chosen) => (
          <>
            <span class="truncate">{calculationName(props.field, chosen())}</span>
            <span class="shrink-0 font-medium text-ink-2" title={result()?.[1]}>
              {result()?.[0]}
            </span>
          </>
        )}
      </Show>
    </Menu>
  );
}
