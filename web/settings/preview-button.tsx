import { createSignal, lazy, Show, Suspense } from 'solid-js';
import { useMe } from '#web/app/me.tsx';
import { Button } from '#web/ui/button.tsx';
import { Workflow } from '#web/ui/icons.ts';

const RulesPreview = lazy(() => import('./rules-preview.tsx'));

/** Opens the dry run of the assignment rules: over one lead, or over whatever is given there. */
export function PreviewButton(props: { leadId?: string; label: string }) {
  const me = useMe();
  const [isOpen, setIsOpen] = createSignal(false);
  return (
    <Show when={me.can('read', 'assignmentRule')}>
      <Button icon={Workflow} onClick={() => setIsOpen(true)}>
        {props.label}
      </Button>
      <Suspense>
        <Show when={isOpen()}>
          <RulesPreview
            {...(props.leadId !== undefined && { leadId: props.leadId })}
            onClose={() => setIsOpen(false)}
          />
        </Show>
      </Suspense>
    </Show>
  );
}
