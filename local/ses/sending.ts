import { randomUUID } from 'node:crypto';
import type { ServiceEvent } from '../events/events.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { escapeText } from '../protocol/escape.ts';
import type { Context } from '../service.ts';
import { composeMessage } from './compose.ts';
import type { Mail, MailStore } from './mail-store.ts';
import { addressOf, headerOf, parseMessage, splitAddresses } from './mime.ts';
import type { Receiving } from './receiving.ts';
import { RenderingError, renderTemplate } from './render-template.ts';
import { type Outcome, outcomesOf, sendingEvent } from './sending-events.ts';
import type { SendBulkEmailInput, SendEmailInput } from './sending-schema.ts';
import { type ConfigurationSet, publishes, type Settings } from './settings.ts';

/** Sends mail: into the store, with the events that its configuration set publishes. */
export type Sending = {
  /** Gives the message's id; throws SES's typed errors. */
  send(input: SendEmailInput): string;
  sendBulk(input: SendBulkEmailInput): unknown[];
  /** Publishes an event about a mail that was sent before, where its configuration set wants it. */
  publish(mail: Mail, outcome: Outcome): void;
  wants(mail: Mail, type: string): boolean;
  start(): void;
  stop(): void;
};

/** How long after sending the receiving side answers. */
const deliveryMs = 150;

type Draft = Omit<Mail, 'id' | 'at' | 'direction' | 'events'>;

export function createSending(
  context: Context,
  store: MailStore,
  settings: Settings,
  receiving: Receiving,
  publishEvent: (event: ServiceEvent) => void,
): Sending {
  const { clock, log } = context;
  const undelivered = store.table<string>('undelivered');
  let isStopped = false;

  const setOf = (mail: Pick<Mail, 'configurationSet'>): ConfigurationSet | undefined =>
    mail.configurationSet === undefined ? undefined : settings.configurationSets.get(mail.configurationSet);

  const publish: Sending['publish'] = (mail, outcome) => {
    store.addEvent(mail.id, { type: outcome.type, at: clock.now(), recipients: outcome.recipients });
    if (publishes(setOf(mail), outcome.type)) publishEvent(sendingEvent(context, mail, outcome));
  };

  const deliver = (id: string): void => {
    if (isStopped) return;
    const mail = store.find(id);
    if (mail === undefined || undelivered.get(id) === undefined) return;
    const isSuppressed = (address: string): boolean =>
      setOf(mail)?.suppresses !== false && settings.suppressed.get(address.toLowerCase()) !== undefined;
    for (const outcome of outcomesOf(mail, isSuppressed, clock.now())) publish(mail, outcome);
    undelivered.remove(id);
    const incoming = [...mail.to, ...mail.cc, ...mail.bcc].filter(receiving.accepts);
    if (incoming.length > 0)
      receiving
        .receive(composeMessage(mail), incoming)
        .catch((error: unknown) => log(`Mail for ${incoming}: ${String(error)}`));
  };

  const accept = (draft: Draft, failure?: string): string => {
    check(draft, settings, context.region);
    const now = clock.now();
    const id = `${now.toString(16).padStart(16, '0')}-${randomUUID()}-000000`;
    const mail: Mail = { ...draft, id, at: now, direction: 'out', events: [] };
    store.put(mail);
    const recipients = [...mail.to, ...mail.cc, ...mail.bcc].map(addressOf);
    if (failure !== undefined) {
      publish(mail, { type: 'Rendering Failure', recipients, data: { errorMessage: failure, templateName: 'inline' } });
      return id;
    }
    undelivered.put(id, id);
    publish(mail, { type: 'Send', recipients, data: {} });
    clock.after(deliveryMs, () => deliver(id));
    return id;
  };

  const acceptTemplate = (draft: Draft, template: TemplateText, dataText: string): string => {
    const data = parseData(dataText);
    try {
      const html = template.Html === undefined ? {} : { html: renderTemplate(template.Html, data, escapeText) };
      const text = template.Text === undefined ? {} : { text: renderTemplate(template.Text, data) };
      return accept({ ...draft, subject: renderTemplate(template.Subject ?? '', data), ...html, ...text });
    } catch (error) {
      if (!(error instanceof RenderingError)) throw error;
      return accept({ ...draft, subject: template.Subject ?? '' }, error.message);
    }
  };

  const templateOf = (given: {
    TemplateName?: string | undefined;
    TemplateContent?: TemplateText | undefined;
  }): TemplateText => {
    if (given.TemplateContent !== undefined) return given.TemplateContent;
    const kept = settings.templates.get(given.TemplateName ?? '');
    if (kept === undefined)
      throw new AwsError('NotFoundException', `Template ${given.TemplateName} does not exist.`, 404);
    return { Subject: kept.subject, Html: kept.html, Text: kept.text };
  };

  const withSet = (from: string, given: string | undefined): { readonly configurationSet?: string } => {
    const name = given ?? settings.identityOf(addressOf(from))?.configurationSet;
    return name === undefined ? {} : { configurationSet: name };
  };

  return {
    publish,
    wants: (mail, type) => publishes(setOf(mail), type),
    start() {
      for (const id of undelivered.all()) deliver(id);
    },
    stop() {
      isStopped = true;
    },
    send(input) {
      const { Simple, Raw, Template } = input.Content;
      if (Raw !== undefined) return accept(rawDraft(input, Buffer.from(Raw.Data, 'base64'), withSet));
      const from = required(input.FromEmailAddress);
      const draft: Draft = {
        ...addressing(from, input),
        ...withSet(from, input.ConfigurationSetName),
        tags: Object.fromEntries(input.EmailTags.map(({ Name, Value }) => [Name, Value])),
        subject: '',
        headers: (Simple?.Headers ?? Template?.Headers ?? []).map(({ Name, Value }) => ({ name: Name, value: Value })),
        attachments: (Simple?.Attachments ?? []).map((one) => ({
          fileName: one.FileName,
          contentType: one.ContentType ?? 'application/octet-stream',
          size: Buffer.byteLength(one.RawContent, 'base64'),
        })),
      };
      if (Template !== undefined) return acceptTemplate(draft, templateOf(Template), Template.TemplateData);
      if (Simple === undefined)
        throw new AwsError('BadRequestException', 'Content must have one of Simple, Raw and Template.');
      const { Html, Text } = Simple.Body;
      const html = Html === undefined ? {} : { html: Html.Data };
      const text = Text === undefined ? {} : { text: Text.Data };
      return accept({ ...draft, subject: Simple.Subject.Data, ...html, ...text });
    },
    sendBulk(input) {
      const from = required(input.FromEmailAddress);
      const { Template } = input.DefaultContent;
      const template = templateOf(Template);
      return input.BulkEmailEntries.map((entry) => {
        const headers = [...Template.Headers, ...entry.ReplacementHeaders].map(({ Name, Value }) => ({
          name: Name,
          value: Value,
        }));
        const tags = Object.fromEntries(
          [...input.DefaultEmailTags, ...entry.ReplacementTags].map(({ Name, Value }) => [Name, Value]),
        );
        const draft: Draft = {
          ...addressing(from, { ...input, Destination: entry.Destination }),
          ...withSet(from, input.ConfigurationSetName),
          tags,
          subject: '',
          headers,
          attachments: [],
        };
        const own = entry.ReplacementEmailContent?.ReplacementTemplate?.ReplacementTemplateData ?? '{}';
        try {
          const data = JSON.stringify({ ...parseData(Template.TemplateData), ...parseData(own) });
          return { Status: 'SUCCESS', MessageId: acceptTemplate(draft, template, data) };
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          return { Status: bulkStatus(error), Error: error.message };
        }
      });
    },
  };
}

type TemplateText = {
  readonly Subject?: string | undefined;
  readonly Html?: string | undefined;
  readonly Text?: string | undefined;
};

/** Refuses what SES refuses at once. */
function check(draft: Draft, settings: Settings, region: string): void {
  const recipients = [...draft.to, ...draft.cc, ...draft.bcc];
  if (recipients.length === 0) throw new AwsError('BadRequestException', 'Destination list is empty.');
  if (recipients.length > 50) throw new AwsError('BadRequestException', 'Recipient count exceeds 50.');
  for (const written of [draft.from, ...recipients, ...draft.replyTo])
    if (!/^[^\s@<>]+@[^\s@<>]+$/.test(addressOf(written)))
      throw new AwsError(
        'BadRequestException',
        addressOf(written).includes('@')
          ? 'Local address or domain contains an illegal character'
          : "Missing final '@domain'",
      );
  const from = addressOf(draft.from);
  if (settings.checksIdentities() && settings.identityOf(from) === undefined)
    throw new AwsError(
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${from}`,
    );
  const set = draft.configurationSet;
  if (set !== undefined && !settings.configurationSets.has(set))
    throw new AwsError('NotFoundException', `Configuration set <${set}> does not exist.`, 404);
  const broken = draft.headers.find(({ name, value }) => !/^[!-9;-~]+$/.test(name) || /[\r\n]/.test(value));
  if (broken !== undefined) throw new AwsError('BadRequestException', `Invalid header ${broken.name}`);
  if (/[\r\n]/.test(draft.subject))
    throw new AwsError('BadRequestException', 'Illegal subject: it contains a line break.');
}

function addressing(
  from: string,
  input: Pick<SendEmailInput, 'Destination' | 'ReplyToAddresses'>,
): Pick<Draft, 'from' | 'to' | 'cc' | 'bcc' | 'replyTo'> {
  const { ToAddresses, CcAddresses, BccAddresses } = input.Destination;
  return { from, to: ToAddresses, cc: CcAddresses, bcc: BccAddresses, replyTo: input.ReplyToAddresses };
}

/** A raw message; the request's destinations and sender come before the message's own. */
function rawDraft(
  input: SendEmailInput,
  raw: Buffer,
  withSet: (from: string, given: string | undefined) => { configurationSet?: string },
): Draft {
  const message = parseMessage(raw);
  const header = (name: string): string => headerOf(message.headers, name);
  const { ToAddresses, CcAddresses, BccAddresses } = input.Destination;
  const isAddressed = ToAddresses.length + CcAddresses.length + BccAddresses.length > 0;
  const from = input.FromEmailAddress ?? header('from');
  const own = /^(from|to|cc|bcc|subject|reply-to|mime-version|content-.*|x-ses-.*)$/i;
  const tags = splitAddresses(header('x-ses-message-tags')).map((pair) => pair.split('='));
  return {
    ...message,
    headers: message.headers.filter(({ name }) => !own.test(name)),
    from: required(from),
    to: isAddressed ? ToAddresses : splitAddresses(header('to')),
    cc: isAddressed ? CcAddresses : splitAddresses(header('cc')),
    bcc: isAddressed ? BccAddresses : splitAddresses(header('bcc')),
    replyTo: splitAddresses(header('reply-to')),
    subject: header('subject'),
    tags: {
      ...Object.fromEntries(tags),
      ...Object.fromEntries(input.EmailTags.map(({ Name, Value }) => [Name, Value])),
    },
    ...withSet(from, input.ConfigurationSetName ?? (header('x-ses-configuration-set') || undefined)),
  };
}

function required(from: string | undefined): string {
  if (from === undefined || from === '') throw new AwsError('BadRequestException', "Missing required header 'From'.");
  return from;
}

function parseData(text: string): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return { ...data };
  } catch {
    // Falls through to the same answer as JSON that is no object.
  }
  throw new AwsError('BadRequestException', 'Invalid template data.');
}

function bulkStatus(error: AwsError): string {
  if (error.code === 'MessageRejected') return 'MESSAGE_REJECTED';
  return error.code === 'NotFoundException' ? 'CONFIGURATION_SET_NOT_FOUND' : 'INVALID_PARAMETER';
}
