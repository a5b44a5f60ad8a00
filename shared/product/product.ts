import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { boolean, choice, group, longText, money, number, text } from '../contract/field.ts';

/** Something that is sold. */
export const product = defineEntity({
  noun: 'product',
  plural: 'products',
  label: { one: 'Product', many: 'Products' },
  area: 'sales',
  title: 'name',
  icon: 'package',
  group: 'sales',
  fields: {
    name: text({ label: 'Name', required: true, search: 10, aliases: ['product', 'product name'] }),
    sku: text({ label: 'SKU', unique: true, max: 60, search: 8, aliases: ['article number', 'item number', 'code'] }),
    series: text({ label: 'Series', search: 3, aliases: ['category', 'family', 'line'] }),
    kind: choice(['good', 'service', 'subscription', 'bundle'], { label: 'Kind' }),
    price: money({ label: 'Price', aliases: ['sales price', 'list price', 'unit price'] }),
    unit: text({ label: 'Unit', max: 40 }),
    taxClass: text({ label: 'Tax class', max: 40 }),
    billing: group(
      {
        interval: choice(['once', 'month', 'year'], { label: 'Interval', required: true }),
        count: number({ label: 'Times', int: true, min: 1, max: 120 }),
      },
      { label: 'Billing' },
    ),
    isActive: boolean({ label: 'Active' }),
    description: longText({ label: 'Description', search: 1 }),
  },
  defaults: { isActive: true },
  columns: ['name', 'sku', 'series', 'kind', 'price', 'isActive'],
  highlights: ['sku', 'series', 'price', 'isActive'],
});
export type Product = RecordOf<typeof product>;
