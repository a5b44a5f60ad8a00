import { randomUUID } from 'node:crypto';
import type { ServiceEvent } from '../events/events.ts';
import type { Context } from '../service.ts';
import type { Mail } from './mail-store.ts';
import { addressOf } from './mime.ts';

/** What SES calls an event in its detail, and EventBridge in the detail type. */
const detailTypes = {
  Send: 'Email Sent',
  Delivery: 'Email Delivered',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
  Reject: 'Email Rejected',
  Open: 'Email Opened',
  Click: 'Email Clicked',
  'Rendering Failure': 'Email Rendering Failed',
} as const;

export type SendingEventType = keyof typeof detailTypes;

/** What happens to some recipients of a mail after it was accepted. */
export type Outcome = {
  readonly type: SendingEventType;
  readonly recipients: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
};

/** An event as SES puts it on the default bus. */
export function sendingEvent(context: Context, mail: Mail, outcome: Outcome): ServiceEvent {
  const set = mail.configurationSet ?? '';
  const key = outcome.type === 'Rendering Failure' ? 'failure' : outcome.type.toLowerCase();
  return {
    source: 'aws.ses',
    'detail-type': detailTypes[outcome.type],
    resources: [`arn:aws:ses:${context.region}:${context.account}:configuration-set/${set}`],
    detail: { eventType: outcome.type, mail: describeMail(context, mail), [key]: outcome.data },
  };
}

function describeMail(context: Context, mail: Mail): Record<string, unknown> {
  const domain = addressOf(mail.from).split('@')[1] ?? '';
  const own = {
    'ses:source-tls-version': 'TLSv1.3',
    'ses:operation': 'SendEmail',
    'ses:configuration-set': mail.configurationSet ?? '',
    'ses:source-ip': '127.0.0.1',
    'ses:from-domain': domain,
    'ses:caller-identity': 'local',
  };
  const headers = [
    { name: 'From', value: mail.from },
    { name: 'To', value: mail.to.join(', ') },
    { name: 'Subject', value: mail.subject },
    ...mail.headers,
  ];
  return {
    timestamp: new Date(mail.at).toISOString(),
    source: mail.from,
    sourceArn: `arn:aws:ses:${context.region}:${context.account}:identity/${domain}`,
    sendingAccountId: context.account,
    messageId: mail.id,
    destination: [...mail.to, ...mail.cc, ...mail.bcc].map(addressOf),
    headersTruncated: false,
    headers,
    commonHeaders: {
      from: [mail.from],
      to: mail.to,
      ...(mail.cc.length === 0 ? {} : { cc: mail.cc }),
      ...(mail.replyTo.length === 0 ? {} : { replyTo: mail.replyTo }),
      messageId: mail.id,
      subject: mail.subject,
    },
    tags: Object.fromEntries(Object.entries({ ...own, ...mail.tags }).map(([name, value]) => [name, [value]])),
  };
}

/**
 * What becomes of a mail: the simulator's addresses behave as they do on AWS, addresses on the suppression list bounce, all others
 * are delivered.
 */
export function outcomesOf(mail: Mail, isSuppressed: (address: string) => boolean, now: number): Outcome[] {
  const timestamp = new Date(now).toISOString();
  const recipients = [...mail.to, ...mail.cc, ...mail.bcc].map(addressOf);
  const fates = recipients.map((address) => ({
    address,
    fate: isSuppressed(address) ? 'suppressed' : simulated(address),
  }));
  const with_ = (...wanted: readonly string[]): string[] =>
    fates.filter(({ fate }) => wanted.includes(fate)).map(({ address }) => address);
  const outcomes: Outcome[] = [];
  const delivered = with_('success', 'complaint', 'ooto');
  if (delivered.length > 0) outcomes.push(delivery(mail, delivered, timestamp, now));
  const bounced = with_('bounce');
  if (bounced.length > 0) outcomes.push(bounce(bounced, 'General', '5.1.1', 'smtp; 550 5.1.1 user unknown', timestamp));
  const onGlobalList = with_('suppressionlist');
  if (onGlobalList.length > 0)
    outcomes.push(
      bounce(onGlobalList, 'Suppressed', '5.1.1', 'Amazon SES has suppressed sending to this address', timestamp),
    );
  const suppressed = with_('suppressed');
  if (suppressed.length > 0)
    outcomes.push(
      bounce(
        suppressed,
        'OnAccountSuppressionList',
        '5.1.1',
        'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
        timestamp,
      ),
    );
  const complaining = with_('complaint');
  if (complaining.length > 0) outcomes.push(complaint(complaining, timestamp, mail));
  return outcomes;
}

/** What the simulator's address stands for; `success` for everybody else. */
function simulated(address: string): string {
  const [, name = 'success'] =
    /^(success|bounce|ooto|complaint|suppressionlist)(?:\+[^@]*)?@simulator\.amazonses\.com$/i.exec(address) ?? [];
  return name.toLowerCase();
}

function delivery(mail: Mail, recipients: readonly string[], timestamp: string, now: number): Outcome {
  const smtpResponse = '250 2.6.0 Message received';
  const data = {
    timestamp,
    processingTimeMillis: now - mail.at,
    recipients,
    smtpResponse,
    remoteMtaIp: '127.0.0.1',
    reportingMTA: 'local',
  };
  return { type: 'Delivery', recipients, data };
}

function bounce(
  recipients: readonly string[],
  bounceSubType: string,
  status: string,
  diagnosticCode: string,
  timestamp: string,
): Outcome {
  const bouncedRecipients = recipients.map((emailAddress) => ({
    emailAddress,
    action: 'failed',
    status,
    diagnosticCode,
  }));
  const data = {
    feedbackId: randomUUID(),
    bounceType: 'Permanent',
    bounceSubType,
    bouncedRecipients,
    timestamp,
    reportingMTA: 'dsn; local',
  };
  return { type: 'Bounce', recipients, data };
}

function complaint(recipients: readonly string[], timestamp: string, mail: Mail): Outcome {
  const data = {
    feedbackId: randomUUID(),
    complaintSubType: null,
    complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
    timestamp,
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
    arrivalDate: new Date(mail.at).toISOString(),
  };
  return { type: 'Complaint', recipients, data };
}
