import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  CfnReceiptRule,
  CfnReceiptRuleSet,
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  DkimIdentity,
  EasyDkimSigningKeyLength,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { DataStack } from './data.ts';

/** Mail out by SES's configuration set, and, where a domain is set, its identity and mail in. */
export class MailStack extends Stack {
  readonly configurationSet: ConfigurationSet;
  readonly #identity: EmailIdentity | undefined;

  constructor(
    scope: Construct,
    id: string,
    { settings }: Deployment,
    { data, ...props }: StackProps & { readonly data: DataStack },
  ) {
    super(scope, id, props);
    this.configurationSet = new ConfigurationSet(this, 'Outgoing', {
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      // required TLS would bounce what a receiver without it would have taken
      tlsPolicy: ConfigurationSetTlsPolicy.OPTIONAL,
    });
    // SES publishes to the account's default bus only
    this.configurationSet.addEventDestination('Events', {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.DELIVERY_DELAY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
        EmailSendingEvent.OPEN,
        EmailSendingEvent.CLICK,
      ],
    });
    const { mail } = settings;
    if (!mail) return;

    this.#identity = new EmailIdentity(this, 'Sender', {
      identity: Identity.domain(mail.domain),
      configurationSet: this.configurationSet,
      mailFromDomain: `bounce.${mail.domain}`,
      dkimIdentity: DkimIdentity.easyDkim(EasyDkimSigningKeyLength.RSA_2048_BIT),
    });
    for (const [i, { name, value }] of this.#identity.dkimRecords.entries())
      new CfnOutput(this, `DkimRecord${i + 1}`, {
        value: `${name} CNAME ${value}`,
        description: 'To be entered in DNS',
      });
    if (mail.inbound && data.incomingMail) this.#receive(mail.inbound, mail.receiptRuleSet, data.incomingMail, data);
  }

  /** Lets a function send mail from the domain through the configuration set. */
  grantSend(to: LambdaFunction): void {
    if (!this.#identity) return;
    to.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [
          this.#identity.emailIdentityArn,
          `arn:aws:ses:${this.region}:${this.account}:configuration-set/${this.configurationSet.configurationSetName}`,
        ],
      }),
    );
  }

  #receive(inbound: string, joined: string | undefined, bucket: Bucket, data: DataStack): void {
    const role = new Role(this, 'IncomingRole', {
      assumedBy: new ServicePrincipal('ses.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('in/*')] }));
    role.addToPolicy(
      new PolicyStatement({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [data.key.keyArn] }),
    );
    const ruleSet = joined ? undefined : new CfnReceiptRuleSet(this, 'Rules');
    ruleSet?.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const rule = new CfnReceiptRule(this, 'Rule', {
      ruleSetName: joined ?? ruleSet?.ref ?? '',
      rule: {
        enabled: true,
        scanEnabled: true,
        // required TLS would bounce mail from old servers
        tlsPolicy: 'Optional',
        recipients: [inbound],
        // by a role, so that the bucket's own key encrypts; the action's kmsKeyArn would encrypt on the client's side
        actions: [{ s3Action: { bucketName: bucket.bucketName, objectKeyPrefix: 'in/', iamRoleArn: role.roleArn } }],
      },
    });
    rule.node.addDependency(role);
    new CfnOutput(this, 'ReceiptRuleSet', {
      value: joined ?? ruleSet?.ref ?? '',
      description: 'Active after npm run deploy',
    });
  }
}
