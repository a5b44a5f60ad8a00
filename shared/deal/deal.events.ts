import { recordEvent, standardEvents } from '../contract/event.ts';
import { deal } from './deal.ts';

export const dealEvents = {
  ...standardEvents(deal),
  moved: recordEvent(deal, 'moved', 'Deal entered another stage or place on the board'),
  won: recordEvent(deal, 'won', 'Deal was won'),
  lost: recordEvent(deal, 'lost', 'Deal was lost'),
  reopened: recordEvent(deal, 'reopened', 'Deal that was won or lost is open again'),
};
