import type { AnyRecord } from '#shared/contract/entity.ts';
import { strings } from '#web/app/strings.ts';
import { PreviewButton } from './preview-button.tsx';

/** What can be done with an assignment rule: try all of them. */
export default function RuleActions(_props: { record: AnyRecord }) {
  return <PreviewButton label={strings.preview.onRules} />;
}
