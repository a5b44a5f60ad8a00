/** One line of the report: what was measured, where, and what was to be reached. */
export type Figure = {
  readonly area: string;
  readonly what: string;
  readonly value: string;
  readonly target?: string;
  readonly isReached?: boolean;
};

/** 1 KB is 1,000 bytes here, the stricter of both readings. */
export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} KB`;
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
export const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
export const count = (n: number): string => n.toLocaleString('en');

/** A figure that must not be above `most`; `show` writes both. */
export const atMost = (
  area: string,
  what: string,
  value: number,
  most: number,
  show: (value: number) => string,
  more = '',
): Figure => ({
  area,
  what,
  value: more === '' ? show(value) : `${show(value)} ${more}`,
  target: `≤ ${show(most)}`,
  isReached: value <= most,
});

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The figures as one markdown table. */
export const tableOf = (figures: readonly Figure[]): string =>
  [
    '| | figure | measured | to reach | |',
    '|---|---|---|---|---|',
    ...figures.map(({ area, what, value, target = '', isReached }) => {
      const mark = isReached === undefined ? '' : isReached ? 'yes' : '**no**';
      return `| ${[area, what, value, target, mark].map(cell).join(' | ')} |`;
    }),
  ].join('\n');
