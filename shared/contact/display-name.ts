const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const firstValue = (entries: unknown): string | undefined => {
  if (!Array.isArray(entries)) return undefined;
  const primary: unknown =
    entries.find((e: unknown) => typeof e === 'object' && e !== null && 'isPrimary' in e && e.isPrimary === true) ??
    entries[0];
  return typeof primary === 'object' && primary !== null && 'value' in primary ? text(primary.value) : undefined;
};

/** The name that a person is shown by: the parts of the name in western order, else the first e-mail address; undefined with neither. */
export const displayName = (record: Readonly<Record<string, unknown>>): string | undefined => {
  const parts = ['prefix', 'givenName', 'middleName', 'familyName', 'suffix']
    .map((key) => text(record[key]))
    .filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : firstValue(record.emails) || undefined;
};
