import type { AnyRecord } from '#shared/contract/entity.ts';
import { recordsOf } from '#web/app/api.ts';
import { invalidate } from '#web/app/query-client.ts';
import { atLeast } from '#web/app/writes.ts';
import { tookPlace } from '#web/record/record.queries.ts';

export type DefiningNoun = 'customField' | 'validationRule';

const most = 200;

/** Every field or rule of a noun, retired and inactive ones among them. */
export const definitionsQuery = (defining: DefiningNoun, noun: string) => ({
  queryKey: [defining, 'list', 'of', noun] as const,
  queryFn: async () => {
    const { items } = await recordsOf(defining).list({
      query: {
        filter: { field: 'noun', op: 'eq', value: noun },
        sort: defining === 'customField' ? 'order,createdAt' : 'name',
        limit: most,
        total: false,
        'at-least': atLeast(defining),
      },
    });
    return items;
  },
});

/** Creates or changes a field or a rule; forms and lists know it at once. Throws the problem where it is refused. */
export const saveDefinition = async (
  defining: DefiningNoun,
  before: AnyRecord | undefined,
  values: Readonly<Record<string, unknown>>,
): Promise<AnyRecord> => {
  const records = recordsOf(defining);
  const saved = before
    ? await records.update({ params: { id: before.id }, ifMatch: before.version, body: values })
    : await records.create({ body: values });
  tookPlace(saved);
  await invalidate({ queryKey: ['me'] });
  return saved;
};

/** Takes a rule away. */
export const removeRule = async ({ id, version }: AnyRecord): Promise<void> => {
  tookPlace(await recordsOf('validationRule').remove({ params: { id }, ifMatch: version }));
};
