import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { choice, date, dateTime, group, list, longText, money, number, percent, ref, text } from '../contract/field.ts';

const contactRole = group(
  {
    contactId: ref('contact', { label: 'Contact', required: true }),
    role: choice(['decisionMaker', 'champion', 'influencer', 'economicBuyer', 'technicalBuyer', 'blocker', 'user'], {
      label: 'Role',
      required: true,
    }),
  },
  { label: 'Contact role' },
);

/** A sale that may come about. Its stage decides whether it is open, won or lost. */
export const deal = defineEntity({
  noun: 'deal',
  plural: 'deals',
  label: { one: 'Deal', many: 'Deals' },
  area: 'sales',
  title: 'name',
  icon: 'deal',
  group: 'sales',
  owned: true,
  fields: {
    name: text({
      label: 'Name',
      required: true,
      search: 10,
      aliases: ['deal', 'deal name', 'opportunity', 'opportunity name'],
    }),
    companyId: ref('company', { label: 'Company', aliases: ['account', 'account name', 'company', 'customer'] }),
    primaryContactId: ref('contact', { label: 'Primary contact', aliases: ['contact'] }),
    contactRoles: list(contactRole, { label: 'Contact roles', max: 50 }),
    productId: ref('product', { label: 'Product', aliases: ['product', 'product name'] }),
    pipelineId: ref('pipeline', { label: 'Pipeline', required: true }),
    stageId: ref('stage', { label: 'Stage', required: true, aliases: ['stage', 'deal stage', 'status'] }),
    status: choice(
      [
        { id: 'open', label: 'Open', tone: 'accent' },
        { id: 'won', label: 'Won', tone: 'success' },
        { id: 'lost', label: 'Lost', tone: 'danger' },
      ],
      { label: 'Status', required: true, readOnly: true },
    ),
    stageEnteredAt: dateTime({ label: 'In stage since', required: true, readOnly: true }),
    amount: money({ label: 'Amount', aliases: ['value', 'close value', 'deal value'] }),
    probability: percent({ label: 'Probability' }),
    probabilityMode: choice(['auto', 'manual'], { label: 'Probability is' }),
    forecastCategory: choice(['omitted', 'pipeline', 'bestCase', 'commit', 'closed'], { label: 'Forecast category' }),
    openedOn: date({ label: 'Opened on', aliases: ['engage date', 'start date', 'created date'] }),
    closeDate: date({ label: 'Close date', aliases: ['closing date', 'expected close', 'expected close date'] }),
    closeDatePushes: number({ label: 'Close date pushed', int: true, min: 0, readOnly: true }),
    closedAt: dateTime({ label: 'Closed', readOnly: true }),
    dealType: choice(['newBusiness', 'renewal', 'expansion'], { label: 'Type', aliases: ['type', 'deal type'] }),
    nextStep: text({ label: 'Next step', search: 2 }),
    nextStepDue: date({ label: 'Next step due' }),
    lostReason: choice(
      ['price', 'competitor', 'noBudget', 'noDecision', 'timing', 'missingFeature', 'duplicate', 'other'],
      { label: 'Lost because', aliases: ['loss reason', 'lost reason'] },
    ),
    lostNote: longText({ label: 'Note on the loss', max: 2000 }),
    wonReason: text({ label: 'Won because' }),
    reference: text({
      label: 'Reference',
      search: 8,
      aliases: ['opportunity id', 'deal id', 'external id', 'reference'],
    }),
    ownerName: text({
      label: 'Owner (as text)',
      search: 2,
      help: 'Who owns it elsewhere and is no user here',
      section: 'Ownership',
    }),
    leadId: ref('lead', { label: 'From lead' }),
    rank: text({ label: 'Board order', readOnly: true, max: 100, section: 'System' }),
    description: longText({ label: 'Description', search: 1 }),
  },
  // the stage and everything that follows from it are filled in by the rules of stage-change.ts
  defaults: { pipelineId: undefined, stageId: undefined, probabilityMode: 'auto', dealType: 'newBusiness' },
  columns: ['name', 'companyId', 'stageId', 'amount', 'closeDate', 'probability', 'ownerId', 'updatedAt'],
  highlights: ['stageId', 'amount', 'closeDate', 'probability', 'companyId', 'ownerId'],
});
export type Deal = RecordOf<typeof deal>;
