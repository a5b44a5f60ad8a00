import { standardRoutes } from '../contract/standard-routes.ts';
import { job } from './job.ts';

const { get, list, count, groups } = standardRoutes(job);

/** Jobs are read only: what made them cancels them. */
export const jobRoutes = { get, list, count, groups };
