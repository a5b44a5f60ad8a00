import { Calendar } from '#web/ui/calendar.tsx';
import { Dialog } from '#web/ui/dialog.tsx';

/** Asks for a day. */
export const ChooseDay = (props: {
  title: string;
  value: string | undefined;
  onChoose: (day: string) => void;
  onClose: () => void;
}) => (
  <Dialog isOpen onOpenChange={() => props.onClose()} title={props.title} width="sm">
    <div class="flex justify-center">
      <Calendar value={props.value} onSelect={props.onChoose} />
    </div>
  </Dialog>
);
