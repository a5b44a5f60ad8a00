import * as z from 'zod';
import { bucketsOfAws } from '#functions/platform/buckets-of-aws.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { keepUp, repairSnapshot, type TaskResult, takeSnapshot } from './snapshot-task.ts';

const taskSchema = z.object({ task: z.enum(['snapshot', 'keepUp', 'repair']) });
const tasks = { snapshot: takeSnapshot, keepUp, repair: repairSnapshot };
const ports = portsOfAws(process.env, bucketsOfAws());

/** Scheduled: keeps the snapshots of the read model, and at night compares them with the table. */
export const handler = async (event: unknown): Promise<TaskResult> => {
  const { task } = taskSchema.parse(event);
  const options = { directory: process.env.CRM_SNAPSHOT };
  const result = await tasks[task](ports, options);
  ports.log.info(`read model: ${task} ${result.outcome}`, { count: result.events });
  return result;
};
