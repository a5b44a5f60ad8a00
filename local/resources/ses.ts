import * as z from 'zod';
import { arnOf, type Resource, type ResourceTable } from '../resource.ts';
import { receiptRuleSchema } from '../ses/receiving.ts';
import type { Ses } from '../ses/ses.ts';

const identity = z.object({
  EmailIdentity: z.string(),
  ConfigurationSetAttributes: z.object({ ConfigurationSetName: z.string() }).optional(),
});

const configurationSet = z.object({
  SuppressionOptions: z.object({ SuppressedReasons: z.array(z.string()).default([]) }).optional(),
});

const eventDestination = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.object({
    Name: z.string().optional(),
    Enabled: z.boolean().default(true),
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z.object({ EventBusArn: z.string() }).optional(),
  }),
});

/** Identities (verified at once here), configuration sets, receipt rules. */
export const sesResources: ResourceTable<{ readonly ses: Ses }> = {
  'AWS::SES::EmailIdentity': {
    properties: [
      'ConfigurationSetAttributes',
      'DkimAttributes',
      'DkimSigningAttributes',
      'EmailIdentity',
      'FeedbackAttributes',
      'MailFromAttributes',
      'Tags',
    ],
    ref: (r) => String(r.properties.EmailIdentity),
    attributes: {
      EmailIdentityArn: (r) => arnOf(r, 'ses', `identity/${r.properties.EmailIdentity}`),
      ...Object.fromEntries(
        [1, 2, 3].flatMap((index) => [
          [`DkimDNSTokenName${index}`, (r: Resource) => `local${index}._domainkey.${r.properties.EmailIdentity}`],
          [`DkimDNSTokenValue${index}`, () => `local${index}.dkim.amazonses.com`],
        ]),
      ),
    },
    create: (r, { ses }) => {
      const { EmailIdentity, ConfigurationSetAttributes } = identity.parse(r.properties);
      const set = ConfigurationSetAttributes?.ConfigurationSetName;
      ses.settings.declareIdentity({ name: EmailIdentity, ...(set === undefined ? {} : { configurationSet: set }) });
    },
  },
  'AWS::SES::ConfigurationSet': {
    properties: [
      'ArchivingOptions',
      'DeliveryOptions',
      'Name',
      'ReputationOptions',
      'SendingOptions',
      'SuppressionOptions',
      'Tags',
      'TrackingOptions',
      'VdmOptions',
    ],
    physicalId: named,
    create: (r, { ses }) => {
      const reasons = configurationSet.parse(r.properties).SuppressionOptions?.SuppressedReasons;
      const destinations = ses.settings.configurationSets.get(r.physicalId)?.destinations ?? [];
      ses.settings.configurationSets.set(r.physicalId, {
        name: r.physicalId,
        suppresses: reasons === undefined || reasons.length > 0,
        destinations,
      });
    },
  },
  'AWS::SES::ConfigurationSetEventDestination': {
    properties: ['ConfigurationSetName', 'EventDestination'],
    create: (r, { ses }) => {
      const { ConfigurationSetName, EventDestination } = eventDestination.parse(r.properties);
      ses.settings.putDestination(ConfigurationSetName, {
        name: EventDestination.Name ?? r.physicalId,
        isEnabled: EventDestination.Enabled,
        types: EventDestination.MatchingEventTypes,
        toEventBus: EventDestination.EventBridgeDestination !== undefined,
      });
    },
  },
  'AWS::SES::ReceiptRuleSet': {
    properties: ['RuleSetName', 'Tags'],
    physicalId: (r) =>
      typeof r.properties.RuleSetName === 'string' ? r.properties.RuleSetName : `${r.stack}-${r.logicalId}`,
  },
  'AWS::SES::ReceiptRule': {
    properties: ['After', 'Rule', 'RuleSetName'],
    create: (r, { ses }) => ses.receiving.putRule(receiptRuleSchema.parse(r.properties.Rule)),
  },
};

function named(r: Omit<Resource, 'physicalId'>): string {
  return typeof r.properties.Name === 'string' ? r.properties.Name : `${r.stack}-${r.logicalId}`;
}
