import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { boolean, number, text } from '../contract/field.ts';

/** A way of selling: an order of stages that deals pass through. */
export const pipeline = defineEntity({
  noun: 'pipeline',
  plural: 'pipelines',
  label: { one: 'Pipeline', many: 'Pipelines' },
  area: 'sales',
  title: 'name',
  icon: 'pipeline',
  group: 'settings',
  fields: {
    name: text({ label: 'Name', required: true, unique: true, search: 4 }),
    order: number({ label: 'Order', isPlain: true, int: true, min: 0, max: 10_000 }),
    isActive: boolean({ label: 'Active' }),
    currency: text({ label: 'Currency', max: 3 }),
  },
  defaults: { order: 0, isActive: true },
  columns: ['name', 'order', 'isActive', 'currency'],
  importable: false,
});
export type Pipeline = RecordOf<typeof pipeline>;
