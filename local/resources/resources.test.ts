import { describe, expect, test } from 'vitest';
import type { Resource, ResourceTable } from '../resource.ts';
import { cognitoResources } from './cognito.ts';
import { eventsResources } from './events.ts';
import { s3Resources } from './s3.ts';
import { schedulerResources } from './scheduler.ts';
import { sesResources } from './ses.ts';

function aResource(properties: Record<string, unknown> = {}, changes: Partial<Resource> = {}): Resource {
  return {
    type: 'T',
    logicalId: 'Thing',
    stack: 'Rapport',
    physicalId: 'Rapport-Thing',
    arnBase: { region: 'eu-central-1', account: '111122223333' },
    endpoint: 'http://127.0.0.1:4000',
    properties,
    ...changes,
  };
}

const nameOf = (table: ResourceTable<never>, type: string, resource = aResource()) =>
  table[type]?.physicalId?.(resource);

describe('names', () => {
  test('of pools and clients look like those of AWS, differ by resource, and stay', () => {
    const pool = nameOf(cognitoResources, 'AWS::Cognito::UserPool');
    expect(pool).toMatch(/^eu-central-1_[0-9a-f]{8}$/);
    expect(nameOf(cognitoResources, 'AWS::Cognito::UserPool')).toBe(pool);
    expect(nameOf(cognitoResources, 'AWS::Cognito::UserPool', aResource({}, { logicalId: 'Other' }))).not.toBe(pool);
    expect(nameOf(cognitoResources, 'AWS::Cognito::UserPoolClient')).toMatch(/^[0-9a-z]{26}$/);
  });

  test('of buckets are ones that S3 would take, also for long ids', () => {
    const name = nameOf(s3Resources, 'AWS::S3::Bucket', aResource({}, { logicalId: 'A'.repeat(80) }));
    expect(name).toMatch(/^[a-z0-9-]{3,63}$/);
    expect(name).not.toBe(nameOf(s3Resources, 'AWS::S3::Bucket', aResource({}, { logicalId: 'A'.repeat(81) })));
  });

  test('that the template gives are kept', () => {
    expect(nameOf(eventsResources, 'AWS::Events::EventBus', aResource({ Name: 'crm' }))).toBe('crm');
    expect(nameOf(schedulerResources, 'AWS::Scheduler::ScheduleGroup', aResource({ Name: 'timers' }))).toBe('timers');
    expect(nameOf(sesResources, 'AWS::SES::ConfigurationSet', aResource({ Name: 'out' }))).toBe('out');
  });
});

test('the issuer of a pool is on this machine', () => {
  const pool = aResource({}, { physicalId: 'eu-central-1_0a1b2c3d' });
  const attributes = cognitoResources['AWS::Cognito::UserPool']?.attributes;
  expect(attributes?.ProviderURL?.(pool)).toBe('http://127.0.0.1:4000/_idp/eu-central-1_0a1b2c3d');
  expect(attributes?.Arn?.(pool)).toBe('arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_0a1b2c3d');
});

test('a rule is referred to with its bus, unless that is the default one', () => {
  const ref = eventsResources['AWS::Events::Rule']?.ref;
  expect(ref?.(aResource({ EventBusName: 'crm' }))).toBe('crm|Rapport-Thing');
  expect(ref?.(aResource())).toBe('Rapport-Thing');
});

test('a bucket that notifies a function directly is refused rather than silent', () => {
  const create = s3Resources['AWS::S3::Bucket']?.create;
  const resource = aResource({ NotificationConfiguration: { LambdaConfigurations: [] } });
  expect(() => create?.(resource, { s3: unused() })).toThrow(/LambdaConfigurations/);
});

test('a rule with a target that cannot run here is refused', () => {
  const create = eventsResources['AWS::Events::Rule']?.create;
  const Targets = [{ Id: 'a', Arn: 'arn:aws:kinesis:eu-central-1:111122223333:stream/x' }];
  expect(() => create?.(aResource({ EventPattern: {}, Targets }), { events: unused() })).toThrow(/kinesis/);
});

/** A service that must not be called. */
function unused(): never {
  // The refusals above come before any use; a call would throw on the missing method.
  return {} as never;
}
