import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { choice, fieldNames, number, percent, ref, text } from '../contract/field.ts';

/** A step of a pipeline, with what a deal needs before it may enter (its gate). */
export const stage = defineEntity({
  noun: 'stage',
  plural: 'stages',
  label: { one: 'Stage', many: 'Stages' },
  area: 'sales',
  title: 'name',
  icon: 'stage',
  fields: {
    name: text({ label: 'Name', required: true, search: 2 }),
    pipelineId: ref('pipeline', { label: 'Pipeline', required: true }),
    order: number({ label: 'Order', isPlain: true, required: true, int: true, min: 0, max: 10_000 }),
    kind: choice(
      [
        { id: 'open', label: 'Open', tone: 'accent' },
        { id: 'won', label: 'Won', tone: 'success' },
        { id: 'lost', label: 'Lost', tone: 'danger' },
      ],
      { label: 'Kind', required: true },
    ),
    probability: percent({ label: 'Probability', required: true }),
    forecastCategory: choice(['omitted', 'pipeline', 'bestCase', 'commit', 'closed'], {
      label: 'Forecast category',
      required: true,
    }),
    rottingDays: number({ label: 'Rots after (days)', int: true, min: 1, max: 3650 }),
    requiredFields: fieldNames('deal', {
      label: 'Needed to enter',
      help: 'Fields of the deal that must be filled in',
    }),
  },
  defaults: { kind: 'open', probability: 0, forecastCategory: 'pipeline', order: 0 },
  columns: ['name', 'pipelineId', 'order', 'kind', 'probability', 'forecastCategory', 'rottingDays'],
  highlights: ['kind', 'probability', 'forecastCategory', 'rottingDays'],
  importable: false,
});
export type Stage = RecordOf<typeof stage>;
