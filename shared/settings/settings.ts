import { defineEntity, type RecordOf } from '../contract/entity.ts';
import { ref, text } from '../contract/field.ts';

/** What holds for the whole organisation. */
export const settings = defineEntity({
  noun: 'settings',
  plural: 'settings',
  label: { one: 'Settings', many: 'Settings' },
  area: 'platform',
  title: 'organisationName',
  icon: 'settings',
  fields: {
    organisationName: text({ label: 'Organisation', required: true, max: 120 }),
    currency: text({ label: 'Currency', required: true, max: 3, help: 'ISO 4217, e.g. EUR' }),
    timeZone: text({ label: 'Time zone', required: true, max: 60 }),
    locale: text({ label: 'Language', required: true, max: 20 }),
    country: text({
      label: 'Country',
      max: 2,
      help: 'Where phone numbers without a country code belong, ISO 3166, e.g. DE',
    }),
    defaultStageId: ref('stage', { label: 'Stage of a new deal' }),
  },
  standard: { create: false, remove: false },
  columns: ['organisationName', 'currency', 'timeZone', 'locale'],
  importable: false,
});
export type Settings = RecordOf<typeof settings>;
