import { createSignal } from 'solid-js';
import type { Predicate } from '#shared/predicate/predicate.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import type { FieldInfo } from '#web/ui/field.ts';

type Values = Readonly<Record<string, unknown>>;
type Holds = (condition: Predicate, entity: EntityInfo, values: Values, actorId: string) => boolean | undefined;

const [holds, setHolds] = createSignal<Holds>();
let isLoading = false;

/** What conditions are read by is a library of its own, and most forms have none. */
const load = (): void => {
  if (isLoading) return;
  isLoading = true;
  void import('./hold.ts').then((module) => setHolds(() => module.holds));
};

const meets = (condition: Predicate, entity: EntityInfo, values: Values, actorId: string): boolean | undefined => {
  load();
  return holds()?.(condition, entity, values, actorId);
};

/** Whether a form shows the field: always, where nothing speaks against it yet. The server decides in the end. */
export const isShown = (field: FieldInfo, entity: EntityInfo, values: Values, actorId: string): boolean =>
  field.visibleWhen === undefined || meets(field.visibleWhen, entity, values, actorId) !== false;

/** Whether a form marks the field as needed, as its values stand. */
export const isNeeded = (field: FieldInfo, entity: EntityInfo, values: Values, actorId: string): boolean =>
  field.required === true ||
  (field.requiredWhen !== undefined && meets(field.requiredWhen, entity, values, actorId) === true);
