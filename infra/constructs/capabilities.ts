import { Stack } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Capability } from '#shared/contract/event.ts';
import type { DataStack } from '../stacks/data.ts';
import type { IdentityStack } from '../stacks/identity.ts';
import type { MailStack } from '../stacks/mail.ts';
import { grantFiles, grantObjects, grantPeople, grantPublish } from './grants.ts';

type Parts = {
  readonly data: DataStack;
  readonly identity: IdentityStack;
  readonly mail: MailStack;
  readonly bus: EventBus;
};

/** The environment that a capability brings, known before the function is made. */
export const capabilityEnvironment = (
  uses: readonly Capability[],
  { data, identity, mail, bus }: Parts,
): Record<string, string> => ({
  ...(uses.includes('files') && { CRM_FILES_BUCKET: data.files.bucketName }),
  ...(uses.includes('snapshots') && { CRM_SNAPSHOTS_BUCKET: data.snapshots.bucketName }),
  ...((uses.includes('bus') || uses.includes('timers')) && { CRM_BUS: bus.eventBusName }),
  ...(uses.includes('identity') && { CRM_USER_POOL: identity.pool.userPoolId }),
  ...(uses.includes('mail') && { CRM_MAIL_SET: mail.configurationSet.configurationSetName }),
});

const grants: Readonly<Record<Capability, (to: LambdaFunction, parts: Parts) => void>> = {
  files: (to, { data }) => grantFiles(to, data),
  snapshots: (to, { data }) => grantObjects(to, data, data.snapshots, '', 'read', 'list'),
  bus: (to, { bus }) => grantPublish(to, bus),
  identity: (to, { identity }) => grantPeople(to, identity.pool),
  mail: (to, { mail }) => mail.grantSend(to),
  timers: (to, { bus }) => grantTimers(to, bus),
};

/** What a consumer may do beyond the table, as it declares. */
export const grantCapability = (to: LambdaFunction, capability: Capability, parts: Parts): void =>
  grants[capability](to, parts);

/** One-off schedules in a group of their own, which put an event on the bus when they are due. */
const grantTimers = (to: LambdaFunction, bus: EventBus): void => {
  const stack = Stack.of(to);
  const timers = (stack.node.tryFindChild('Timers') as Timers | undefined) ?? new Timers(stack, 'Timers', bus);
  to.addEnvironment('CRM_TIMERS_GROUP', timers.group.scheduleGroupName);
  to.addEnvironment('CRM_TIMERS_ROLE', timers.role.roleArn);
  to.addEnvironment('CRM_BUS_ARN', bus.eventBusArn);
  to.addToRolePolicy(
    new PolicyStatement({
      actions: [
        'scheduler:CreateSchedule',
        'scheduler:UpdateSchedule',
        'scheduler:DeleteSchedule',
        'scheduler:GetSchedule',
      ],
      resources: [`arn:aws:scheduler:${stack.region}:${stack.account}:schedule/${timers.group.scheduleGroupName}/*`],
    }),
  );
  to.addToRolePolicy(
    new PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [timers.role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    }),
  );
};

class Timers extends Construct {
  readonly group: ScheduleGroup;
  readonly role: Role;
  constructor(scope: Construct, id: string, bus: EventBus) {
    super(scope, id);
    this.group = new ScheduleGroup(this, 'Group');
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    this.role.addToPolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] }));
  }
}
