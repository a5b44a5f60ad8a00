type Widths = Readonly<Record<string, number>>;

const keyOf = (noun: string): string => `widths.${noun}`;

/** The widths that the person gave to the columns of a list, on this machine. */
export const loadWidths = (noun: string): Widths => {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(noun)) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((pair): pair is [string, number] => typeof pair[1] === 'number'),
    );
  } catch {
    return {};
  }
};

export const saveWidth = (noun: string, column: string, width: number): Widths => {
  const widths = { ...loadWidths(noun), [column]: width };
  localStorage.setItem(keyOf(noun), JSON.stringify(widths));
  return widths;
};
