import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Bundles } from './bundles.ts';
import type { Settings } from './config.ts';

/** Something that somebody must be told of. The watch stack makes an alarm of it. */
export type Watched = {
  /** PascalCase, unique in the deployment. */
  readonly id: string;
  readonly description: string;
  readonly metric: Metric;
  /** Reaching it raises the alarm. */
  readonly threshold: number;
  /** Periods of the metric in a row. */
  readonly periods?: number;
};

/** What every stack is told. */
export type Deployment = {
  readonly stage: string;
  readonly settings: Settings;
  readonly bundles: Bundles;
  readonly account: string;
  readonly region: string;
  /** Collected by the stacks; the last one watches it. */
  readonly watched: Watched[];
};
