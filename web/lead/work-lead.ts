import type { AnyRecord } from '#shared/contract/entity.ts';
import { api } from '#web/app/api.ts';
import { showProblem } from '#web/app/problems.ts';
import { titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { saveFields } from '#web/record/record.mutations.ts';
import { tookPlace } from '#web/record/record.queries.ts';
import { text } from '#web/ui/text.ts';
import { showToast } from '#web/ui/toast.tsx';

const ended: readonly unknown[] = ['disqualified', 'qualified', 'converted'];
const untouched: readonly unknown[] = ['new', 'assigned', 'recycled', 'nurturing'];

/** Whether somebody may begin to work on a lead, as its status stands. */
export const canBegin = (lead: AnyRecord): boolean =>
  untouched.includes(lead['status']) && lead.deletedAt === undefined;
/** Whether a lead is still open, so that it can be given up or to somebody else. */
export const canEnd = (lead: AnyRecord): boolean => !ended.includes(lead['status']) && lead.deletedAt === undefined;

/** Begins to work on a lead; one that nobody has becomes the person's own. */
export const beginLead = async (lead: AnyRecord, myId: string): Promise<boolean> => {
  const owned = lead.ownerId === undefined ? { ownerId: myId } : {};
  const saved = await saveFields(lead, { status: 'working', ...owned });
  if (saved) showToast({ title: strings.queue.accepted(titleOfRecord(saved)) });
  return saved !== undefined;
};

/** Closes a lead with a reason. */
export const disqualifyLead = async (lead: AnyRecord, reason: string): Promise<boolean> => {
  const saved = await saveFields(lead, { status: 'disqualified', disqualifyReason: reason });
  if (saved)
    showToast({
      title: strings.queue.disqualified(titleOfRecord(saved)),
      action: {
        label: text.undo,
        onSelect: () => void saveFields(saved, { status: lead['status'], disqualifyReason: lead['disqualifyReason'] }),
      },
    });
  return saved !== undefined;
};

/** Gives a lead to somebody. */
export const assignLead = async (lead: AnyRecord, ownerId: string, name: string): Promise<boolean> => {
  try {
    const saved = await api.lead.assign({ params: { id: lead.id }, ifMatch: lead.version, body: { ownerId } });
    // the answer is the lead as it is then
    tookPlace(saved as unknown as AnyRecord);
    showToast({ title: strings.queue.assigned(titleOfRecord(lead), name) });
    return true;
  } catch (error) {
    showProblem(error);
    return false;
  }
};
