import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Context } from '../service.ts';
import type { MailStore } from './mail-store.ts';
import { addressOf, headerOf, parseMessage, splitAddresses } from './mime.ts';

const s3Action = z.object({ BucketName: z.string(), ObjectKeyPrefix: z.string().default('') });
const lambdaAction = z.object({ FunctionArn: z.string() });

/** A receipt rule of the template. Actions other than S3 and Lambda (and stop) are known and do nothing here. */
export const receiptRuleSchema = z.object({
  Name: z.string().optional(),
  Enabled: z.boolean().default(false),
  Recipients: z.array(z.string()).default([]),
  Actions: z
    .array(
      z.strictObject({
        S3Action: s3Action.optional(),
        LambdaAction: lambdaAction.optional(),
        SNSAction: z.unknown().optional(),
        AddHeaderAction: z.unknown().optional(),
        StopAction: z.unknown().optional(),
      }),
    )
    .default([]),
});

export type ReceiptRule = z.output<typeof receiptRuleSchema>;

export type PutObject = (
  bucket: string,
  key: string,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
) => Promise<unknown>;

/** Mail that comes in, by the template's receipt rules. */
export type Receiving = {
  putRule(rule: ReceiptRule): void;
  /** Whether some rule takes mail for an address. */
  accepts(address: string): boolean;
  /** Takes a raw message for some recipients and runs the actions of the rules that match; gives its id, or `undefined` where none did. */
  receive(raw: Buffer, recipients: readonly string[]): Promise<string | undefined>;
};

export function createReceiving(context: Context, store: MailStore, putObject: PutObject): Receiving {
  const rules: ReceiptRule[] = [];
  const matches = (rule: ReceiptRule, address: string): boolean =>
    rule.Enabled && (rule.Recipients.length === 0 || rule.Recipients.some((recipient) => isFor(recipient, address)));

  return {
    putRule: (rule) => void rules.push(rule),
    accepts: (address) => rules.some((rule) => matches(rule, addressOf(address))),
    async receive(raw, recipients) {
      const addresses = recipients.map(addressOf);
      const matching = rules.filter((rule) => addresses.some((address) => matches(rule, address)));
      if (matching.length === 0) return undefined;
      const id = randomBytes(20).toString('hex');
      const message = parseMessage(raw);
      const header = (name: string): string => headerOf(message.headers, name);
      const at = context.clock.now();
      store.put({
        id,
        at,
        direction: 'in',
        from: header('from'),
        to: addresses,
        cc: splitAddresses(header('cc')),
        bcc: [],
        replyTo: splitAddresses(header('reply-to')),
        subject: header('subject'),
        tags: {},
        events: [],
        ...message,
      });
      for (const { S3Action, LambdaAction } of matching.flatMap((rule) => rule.Actions)) {
        if (S3Action !== undefined)
          await putObject(S3Action.BucketName, `${S3Action.ObjectKeyPrefix}${id}`, raw, {
            'content-type': 'application/octet-stream',
          });
        if (LambdaAction !== undefined)
          context.invokeAsync(LambdaAction.FunctionArn, receiptEvent(id, at, addresses, message.headers));
      }
      return id;
    },
  };
}

/** A rule's recipient is an address, a domain, or (with a leading dot) all domains below one. */
function isFor(recipient: string, address: string): boolean {
  const [wanted, given] = [recipient.toLowerCase(), address.toLowerCase().replace(/\+[^@]*@/, '@')];
  const domain = given.split('@')[1] ?? '';
  if (wanted.startsWith('.')) return domain.endsWith(wanted);
  return wanted.includes('@') ? wanted === given || wanted === address.toLowerCase() : wanted === domain;
}

function receiptEvent(
  id: string,
  at: number,
  recipients: readonly string[],
  headers: readonly { name: string; value: string }[],
): unknown {
  const timestamp = new Date(at).toISOString();
  const pass = { status: 'PASS' };
  const source = addressOf(headerOf(headers, 'from'));
  return {
    Records: [
      {
        eventSource: 'aws:ses',
        eventVersion: '1.0',
        ses: {
          mail: {
            timestamp,
            source,
            messageId: id,
            destination: recipients,
            headersTruncated: false,
            headers,
            commonHeaders: {
              from: [headerOf(headers, 'from')],
              to: recipients,
              subject: headerOf(headers, 'subject'),
              messageId: headerOf(headers, 'message-id'),
            },
          },
          receipt: {
            timestamp,
            processingTimeMillis: 1,
            recipients,
            spamVerdict: pass,
            virusVerdict: pass,
            spfVerdict: pass,
            dkimVerdict: pass,
            dmarcVerdict: pass,
            action: { type: 'Lambda', invocationType: 'Event' },
          },
        },
      },
    ],
  };
}
