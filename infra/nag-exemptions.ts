import { allConsumers } from '#shared/registry.ts';
import type { Settings } from './config.ts';
import type { Exemption } from './nag.ts';

const webDeployment = /-Edge\/Custom::CDKBucketDeployment/;

/** Reviewed findings, those first that hold for every stage. Whoever adds one says why, in words that still hold in a year. */
export const exemptionsFor = (settings: Settings): readonly Exemption[] => {
  const everywhere: readonly Exemption[] = [
    {
      rule: /^AwsSolutions-APIG4$/,
      path: /-Api\/(ANY :v1:public:\{proxy\+\}|GET :v1:(openapi\.json|events\.json|docs|docs\.css)|GET :config\.json|ANY :v1:\{proxy\+\})\/Resource$/,
      reason:
        'These routes are public: forms of websites, the description of the API, what a client needs to sign in, and the answer to unknown paths.',
    },
    {
      rule: /^AwsSolutions-CFR1$/,
      path: /-Edge\/(App|ContentHost)\/Resource$/,
      reason: 'Customers may be anywhere; a deployment that wants no visitors from somewhere says so in its firewall.',
    },
    {
      rule: /^AwsSolutions-COG1$/,
      path: /-Identity\/Users\/Resource$/,
      reason: 'Twelve characters and a second factor instead of rules for their kinds: ASVS 6.2.5, ADR 0013.',
    },
    {
      rule: /^AwsSolutions-IAM4\[.*AWSBackupServiceRolePolicyForBackup\]$/,
      path: /-Data\/Backup\/Table\/Role\/Resource$/,
      reason: 'The policy that AWS keeps for its backup service; the role is assumed by that service alone.',
    },
    {
      rule: /^AwsSolutions-IAM5\[Resource::.*Files.*\/(imports|change-sets|exports)\/\*\]$/,
      path: /-(Api\/Import|Automation\/RunJob)\/Role/,
      reason: 'Keys of objects in the folders of jobs are made at run time.',
    },
    {
      rule: /^AwsSolutions-IAM5\[Resource::.*Snapshots.*\/\*\]$/,
      path: /-(Api\/(Import|Query)|Automation\/(Snapshot|RunJob))\/Role/,
      reason: 'The bucket holds snapshots of the read model and nothing else; their keys carry position and schema.',
    },
    {
      rule: /^AwsSolutions-IAM5\[Resource::.*Anchors.*\/\*\]$/,
      path: /-Automation\/Anchor\/Role/,
      reason: 'One object a day, named by the day; the role can write and neither read nor delete.',
    },
    {
      rule: /^AwsSolutions-IAM5\[Resource::.*Table.*\/stream\/\*\]$/,
      path: /-Automation\/(Relay|Nudge)\/Role/,
      reason: 'ListStreams knows no resource smaller than all streams of a table.',
    },
    {
      rule: /^AwsSolutions-IAM5\[Resource::<(Anchor|Snapshot|Sweeper)Function.*\.Arn>:\*\]$/,
      path: /-Automation\/SchedulerRoleForTarget-/,
      reason: 'Versions of the one function that the schedule calls.',
    },
    {
      rule: /^AwsSolutions-S1$/,
      path: /-Edge\/DistributionLogs\/Resource$/,
      reason: 'This bucket receives access logs.',
    },
    {
      rule: /^AwsSolutions-SMG4$/,
      path: /-(Edge\/OriginSecret|Api\/SigningSecret)\/Resource$/,
      reason: 'Replaced by a deployment, as docs/deploy.md says: both sides must change together.',
    },
    {
      rule: /^(AwsSolutions-SQS3|Serverless-SQSRedrivePolicy)$/,
      path: /-Automation\/.*DeadLetters\/Resource$/,
      reason: 'This queue is where what failed ends.',
    },
    {
      rule: /^Serverless-LambdaDLQ$/,
      path: /-(Api|Automation)\/.*\/Function\/Resource$/,
      reason:
        'Called by the API, a queue or a stream, which wait for the answer; what the clock calls has an on-failure destination.',
    },
    {
      rule: /^Serverless-LambdaEventSourceMappingDestination$/,
      path: /-Automation\/.*Events\/Mapping\/Resource$/,
      reason: 'The source is a queue, which has a dead-letter queue itself; a mapping of SQS takes no destination.',
    },
    {
      rule: /^Serverless-LambdaEventSourceMappingDestination$/,
      path: /-Automation\/NudgeMapping\/Resource$/,
      reason: 'A nudge to read again that could not be sent in time is worth nothing later.',
    },
    {
      rule: /^Serverless-LambdaTracing$/,
      path: /-(Api|Automation)\/.*\/Function\/Resource$/,
      reason: 'Traces of X-Ray would show one segment a request, which the structured log holds already.',
    },
    {
      rule: /^(AwsSolutions-(IAM4\[.*AWSLambdaBasicExecutionRole\]|IAM5\[.*|L1)|Serverless-Lambda(DLQ|LatestVersion|Tracing))$/,
      path: webDeployment,
      reason: "The CDK's own function that copies the staff app into its bucket while a deployment runs.",
    },
  ];
  const sometimes: readonly (Exemption & { readonly when: boolean })[] = [
    {
      when: !settings.waf,
      rule: /^AwsSolutions-CFR2$/,
      path: /-Edge\/(App|ContentHost)\/Resource$/,
      reason: 'The firewall is a setting, because it costs more than everything else here at rest.',
    },
    {
      when: !settings.domain,
      rule: /^AwsSolutions-CFR4$/,
      path: /-Edge\/(App|ContentHost)\/Resource$/,
      reason: 'CloudFront decides the TLS version of its own host names; with a domain it is TLS 1.2 at least.',
    },
    {
      when: settings.mfa !== 'required',
      rule: /^AwsSolutions-COG2$/,
      path: /-Identity\/Users\/Resource$/,
      reason: 'The stage says that a second factor is optional.',
    },
    {
      when: !settings.threatProtection,
      rule: /^AwsSolutions-COG8$/,
      path: /-Identity\/Users\/Resource$/,
      reason: 'Threat protection is a setting, because the Plus plan charges per person.',
    },
    {
      when: settings.adminEmail !== undefined,
      rule: /^Serverless-SNSRedrivePolicy$/,
      path: /-Watch\/Alarms\//,
      reason: 'Mail that does not arrive is not kept: the alarms stay visible on the dashboard.',
    },
    {
      when: settings.mail?.inbound !== undefined,
      rule: /^AwsSolutions-IAM5\[Resource::.*IncomingMail.*\/in\/\*\]$/,
      path: /-Mail\/IncomingRole\/DefaultPolicy\/Resource$/,
      reason: 'SES names the object of a received mail.',
    },
    {
      when: allConsumers.some((consumer) => consumer.uses?.includes('timers')),
      rule: /^AwsSolutions-IAM5\[Resource::arn:aws:scheduler:.*\/\*\]$/,
      path: /-Automation\/.*\/Role\/DefaultPolicy\/Resource$/,
      reason: 'Timers are named after what they time, in a group of their own.',
    },
  ];
  return [
    ...everywhere,
    ...sometimes.filter(({ when }) => when).map(({ rule, path, reason }) => ({ rule, path, reason })),
  ];
};
