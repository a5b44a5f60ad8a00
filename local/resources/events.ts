import * as z from 'zod';
import { busNameOf, type Events } from '../events/events.ts';
import { isSupportedTarget, targetSchema } from '../events/target.ts';
import { arnOf, type Resource, type ResourceTable } from '../resource.ts';

const rule = z.object({
  State: z.enum(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']).default('ENABLED'),
  EventBusName: z.string().default('default'),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(targetSchema).default([]),
});

/** Buses and rules of the template. */
export const eventsResources: ResourceTable<{ readonly events: Events }> = {
  'AWS::Events::EventBus': {
    properties: ['Name', 'Description', 'DeadLetterConfig', 'KmsKeyIdentifier', 'LogConfig', 'Policy', 'Tags'],
    physicalId: named,
    attributes: { Arn: (r) => arnOf(r, 'events', `event-bus/${r.physicalId}`), Name: (r) => r.physicalId },
    create: (r, { events }) => events.putBus(r.physicalId),
  },
  'AWS::Events::EventBusPolicy': {
    properties: ['EventBusName', 'StatementId', 'Statement', 'Action', 'Principal', 'Condition'],
  },
  'AWS::Events::Rule': {
    properties: [
      'Name',
      'Description',
      'EventBusName',
      'EventPattern',
      'ScheduleExpression',
      'State',
      'Targets',
      'RoleArn',
      'Tags',
    ],
    physicalId: named,
    ref: (r) => {
      const busName = ruleBus(r);
      return busName === 'default' ? r.physicalId : `${busName}|${r.physicalId}`;
    },
    attributes: { Arn: ruleArn },
    create: (r, { events }) => {
      const properties = rule.parse(r.properties);
      const unsupported = properties.Targets.find((target) => !isSupportedTarget(target.Arn));
      if (unsupported !== undefined)
        throw new Error(`${r.logicalId}: a rule's target cannot be ${unsupported.Arn} on this machine.`);
      events.putRule({
        name: r.physicalId,
        busName: ruleBus(r),
        arn: ruleArn(r),
        isEnabled: properties.State !== 'DISABLED',
        pattern: properties.EventPattern,
        schedule: properties.ScheduleExpression,
        targets: properties.Targets,
      });
    },
  },
};

function named(r: Omit<Resource, 'physicalId'>): string {
  return typeof r.properties.Name === 'string' ? r.properties.Name : `${r.stack}-${r.logicalId}`;
}

function ruleBus(r: Resource): string {
  return busNameOf(String(r.properties.EventBusName ?? 'default'));
}

function ruleArn(r: Resource): string {
  const busName = ruleBus(r);
  return arnOf(r, 'events', `rule/${busName === 'default' ? '' : `${busName}/`}${r.physicalId}`);
}
