import { arnOf, type Resource, type ResourceTable } from '../resource.ts';
import { scheduleSchema } from '../scheduler/schedule.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';

/** Schedules and their groups. */
export const schedulerResources: ResourceTable<{ readonly scheduler: Scheduler }> = {
  'AWS::Scheduler::ScheduleGroup': {
    properties: ['Name', 'Tags'],
    physicalId: named,
    attributes: { Arn: (r) => arnOf(r, 'scheduler', `schedule-group/${r.physicalId}`), State: () => 'ACTIVE' },
    create: (r, { scheduler }) => scheduler.putGroup(r.physicalId),
  },
  'AWS::Scheduler::Schedule': {
    properties: [
      'Name',
      'GroupName',
      'Description',
      'ScheduleExpression',
      'ScheduleExpressionTimezone',
      'StartDate',
      'EndDate',
      'State',
      'FlexibleTimeWindow',
      'ActionAfterCompletion',
      'KmsKeyArn',
      'Target',
    ],
    physicalId: named,
    attributes: {
      Arn: (r) => arnOf(r, 'scheduler', `schedule/${r.properties.GroupName ?? 'default'}/${r.physicalId}`),
    },
    create: (r, { scheduler }) => scheduler.declare(scheduleSchema.parse({ ...r.properties, Name: r.physicalId })),
  },
};

/** Names of schedules have 64 characters at most. */
function named(r: Omit<Resource, 'physicalId'>): string {
  return typeof r.properties.Name === 'string' ? r.properties.Name : `${r.stack}-${r.logicalId}`.slice(-64);
}
