import * as z from 'zod';
import type { ServiceEvent } from '../events/events.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { operation } from '../protocol/operations.ts';
import { type RestOperations, restService } from '../protocol/rest-protocol.ts';
import type { Context, Service } from '../service.ts';
import { createMailStore, type Mail, type MailStore } from './mail-store.ts';
import { createReceiving, type PutObject, type Receiving } from './receiving.ts';
import { createSending, type Sending } from './sending.ts';
import { sendBulkEmailSchema, sendEmailSchema, templateContentSchema } from './sending-schema.ts';
import { createSettings, type Settings } from './settings.ts';

/** SES v2: sending into a mail store that people can read, events, suppression, and mail that comes in by receipt rules. */
export type Ses = Service & {
  readonly settings: Settings;
  readonly receiving: Receiving;
  readonly mail: Pick<MailStore, 'list' | 'find'>;
  readonly sending: Pick<Sending, 'publish' | 'wants'>;
  /** Puts a mail of another service (an invitation of a user pool) into the store. */
  deliverSystemMail(mail: { readonly to: string; readonly subject: string; readonly html: string }): void;
  start(): void;
  stop(): void;
};

export function createSes(
  context: Context,
  ports: { readonly publish: (event: ServiceEvent) => void; readonly putObject: PutObject },
): Ses {
  const store = createMailStore(context.dir);
  const settings = createSettings(store);
  const receiving = createReceiving(context, store, ports.putObject);
  const sending = createSending(context, store, settings, receiving, ports.publish);
  return {
    name: 'ses',
    settings,
    receiving,
    sending,
    mail: store,
    handle: restService({ ...sendingOperations(sending), ...listOperations(context, settings) }, context.log),
    deliverSystemMail({ to, subject, html }) {
      const at = context.clock.now();
      const id = `${at.toString(16).padStart(16, '0')}-${crypto.randomUUID()}-000000`;
      const from = 'no-reply@verificationemail.com';
      const mail: Mail = {
        id,
        at,
        direction: 'out',
        from,
        to: [to],
        cc: [],
        bcc: [],
        replyTo: [],
        subject,
        html,
        headers: [],
        attachments: [],
        tags: {},
        events: [],
      };
      store.put(mail);
    },
    start: () => sending.start(),
    stop() {
      sending.stop();
      store.close();
    },
  };
}

function sendingOperations(sending: Sending): RestOperations {
  return {
    'POST /v2/email/outbound-emails': operation(
      sendEmailSchema,
      (input) => ({ MessageId: sending.send(input) }),
      'BadRequestException',
    ),
    'POST /v2/email/outbound-bulk-emails': operation(
      sendBulkEmailSchema,
      (input) => ({ BulkEmailEntryResults: sending.sendBulk(input) }),
      'BadRequestException',
    ),
  };
}

const suppression = z.object({ EmailAddress: z.string(), Reason: z.enum(['BOUNCE', 'COMPLAINT']) });
const byAddress = z.object({ EmailAddress: z.string() });
const byName = z.object({ TemplateName: z.string() });
const byIdentity = z.object({ EmailIdentity: z.string() });
const page = z.object({
  NextToken: z.string().optional(),
  PageSize: z.coerce.number().int().min(1).max(1000).default(1000),
});

/** The account, its suppression list, identities and templates. */
function listOperations(context: Context, settings: Settings): RestOperations {
  const { suppressed, templates } = settings;
  const template = (name: string) => {
    const found = templates.get(name);
    if (found === undefined) throw notFound(`Template ${name} does not exist.`);
    return found;
  };
  const content = byName.extend({ TemplateContent: templateContentSchema });
  const putTemplate = ({
    TemplateName: name,
    TemplateContent: { Subject, Html, Text },
  }: z.output<typeof content>): Record<string, never> => {
    const texts = {
      ...(Subject === undefined ? {} : { subject: Subject }),
      ...(Html === undefined ? {} : { html: Html }),
      ...(Text === undefined ? {} : { text: Text }),
    };
    templates.put(name, { name, createdAt: templates.get(name)?.createdAt ?? context.clock.now(), ...texts });
    return {};
  };
  return {
    'GET /v2/email/account': () => ({
      SendingEnabled: true,
      ProductionAccessEnabled: true,
      EnforcementStatus: 'HEALTHY',
      DedicatedIpAutoWarmupEnabled: false,
      SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 0 },
      SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    }),
    'PUT /v2/email/suppression/addresses': operation(
      suppression,
      ({ EmailAddress, Reason }) => {
        suppressed.put(EmailAddress.toLowerCase(), { address: EmailAddress, reason: Reason, at: context.clock.now() });
        return {};
      },
      'BadRequestException',
    ),
    'GET /v2/email/suppression/addresses/{EmailAddress}': operation(byAddress, ({ EmailAddress }) => {
      const found = suppressed.get(EmailAddress.toLowerCase());
      if (found === undefined) throw notFound(`Email address ${EmailAddress} does not exist on your suppression list.`);
      return {
        SuppressedDestination: { EmailAddress: found.address, Reason: found.reason, LastUpdateTime: found.at / 1000 },
      };
    }),
    'DELETE /v2/email/suppression/addresses/{EmailAddress}': operation(byAddress, ({ EmailAddress }) => {
      if (!suppressed.remove(EmailAddress.toLowerCase()))
        throw notFound(`Email address ${EmailAddress} does not exist on your suppression list.`);
      return {};
    }),
    'GET /v2/email/suppression/addresses': operation(page, ({ NextToken, PageSize }) => {
      const from = Number(NextToken ?? 0);
      const all = suppressed.all();
      const found = all.slice(from, from + PageSize);
      return {
        SuppressedDestinationSummaries: found.map((one) => ({
          EmailAddress: one.address,
          Reason: one.reason,
          LastUpdateTime: one.at / 1000,
        })),
        ...(from + found.length < all.length ? { NextToken: String(from + found.length) } : {}),
      };
    }),
    'POST /v2/email/identities': operation(byIdentity, ({ EmailIdentity }) => {
      if (settings.identities().some((one) => one.name === EmailIdentity))
        throw new AwsError('AlreadyExistsException', `Email identity ${EmailIdentity} already exist.`);
      settings.addIdentity({ name: EmailIdentity });
      return describeIdentity(EmailIdentity);
    }),
    'GET /v2/email/identities/{EmailIdentity}': operation(byIdentity, ({ EmailIdentity }) => {
      if (!settings.identities().some((one) => one.name === EmailIdentity))
        throw notFound(`Email identity ${EmailIdentity} does not exist.`);
      return describeIdentity(EmailIdentity);
    }),
    'DELETE /v2/email/identities/{EmailIdentity}': operation(byIdentity, ({ EmailIdentity }) => {
      if (!settings.removeIdentity(EmailIdentity)) throw notFound(`Email identity ${EmailIdentity} does not exist.`);
      return {};
    }),
    'GET /v2/email/identities': () => ({
      EmailIdentities: settings.identities().map(({ name }) => ({
        IdentityName: name,
        IdentityType: identityType(name),
        SendingEnabled: true,
        VerificationStatus: 'SUCCESS',
      })),
    }),
    'POST /v2/email/templates': operation(content, (input) => {
      if (templates.get(input.TemplateName) !== undefined)
        throw new AwsError('AlreadyExistsException', `Template ${input.TemplateName} already exists.`);
      return putTemplate(input);
    }),
    'PUT /v2/email/templates/{TemplateName}': operation(content, (input) => {
      template(input.TemplateName);
      return putTemplate(input);
    }),
    'GET /v2/email/templates/{TemplateName}': operation(byName, ({ TemplateName }) => {
      const { subject, html, text } = template(TemplateName);
      return { TemplateName, TemplateContent: { Subject: subject, Html: html, Text: text } };
    }),
    'DELETE /v2/email/templates/{TemplateName}': operation(byName, ({ TemplateName }) => {
      templates.remove(template(TemplateName).name);
      return {};
    }),
  };
}

function describeIdentity(name: string): Record<string, unknown> {
  return {
    IdentityType: identityType(name),
    VerifiedForSendingStatus: true,
    VerificationStatus: 'SUCCESS',
    DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS', Tokens: [] },
  };
}

function identityType(name: string): string {
  return name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN';
}

function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message, 404);
}
