import type { Tone } from '#shared/contract/field.ts';

export type { Tone };

/** Soft fill and text of each tone. */
export const toneSoft: Readonly<Record<Tone, string>> = {
  neutral: 'bg-neutral-soft text-neutral',
  accent: 'bg-accent-soft text-accent-text',
  success: 'bg-success-soft text-success',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
  info: 'bg-info-soft text-info',
  violet: 'bg-violet-soft text-violet',
};

/** Solid fill of each tone, for dots and bars. */
export const toneSolid: Readonly<Record<Tone, string>> = {
  neutral: 'bg-faint',
  accent: 'bg-accent',
  success: 'bg-success-solid',
  warning: 'bg-warning-solid',
  danger: 'bg-danger-solid',
  info: 'bg-info-solid',
  violet: 'bg-violet-solid',
};
