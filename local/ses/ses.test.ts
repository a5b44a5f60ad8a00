import * as aws from '@aws-sdk/client-sesv2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ServiceEvent } from '../events/events.ts';
import { type TestContext, type TestEndpoint, testContext, testEndpoint } from '../test-endpoint.ts';
import { createMailPages } from './mail-pages.ts';
import { createSes, type Ses } from './ses.ts';

let endpoint: TestEndpoint;
let client: aws.SESv2Client;
let context: TestContext;
let ses: Ses;
let published: ServiceEvent[];
let stored: { bucket: string; key: string; body: string }[];

beforeAll(async () => {
  endpoint = await testEndpoint();
  client = new aws.SESv2Client(endpoint.client);
});

afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

beforeEach(() => {
  context = testContext();
  restart();
});

afterEach(() => {
  ses.stop();
  context[Symbol.dispose]();
});

/** Begins the service on the context's folder, as a new process would. */
function restart(): void {
  published = [];
  stored = [];
  ses = createSes(context, {
    publish: (event) => void published.push(event),
    putObject: async (bucket, key, body) => void stored.push({ bucket, key, body: body.toString() }),
  });
  ses.settings.declareIdentity({ name: 'crm.example', configurationSet: 'crm' });
  ses.settings.configurationSets.set('crm', { name: 'crm', suppresses: true, destinations: [] });
  const types = ['send', 'delivery', 'bounce', 'complaint', 'renderingFailure', 'open', 'click'];
  ses.settings.putDestination('crm', { name: 'bus', isEnabled: true, types, toEventBus: true });
  endpoint.use(ses, createMailPages(context, ses));
  ses.start();
}

function send(input: Partial<aws.SendEmailCommandInput> = {}) {
  return client.send(
    new aws.SendEmailCommand({
      FromEmailAddress: 'Sales <sales@crm.example>',
      Destination: { ToAddresses: ['ann@example.org'] },
      Content: {
        Simple: {
          Subject: { Data: 'Hello' },
          Body: { Html: { Data: '<p>Hi <b>Ann</b></p>' }, Text: { Data: 'Hi Ann' } },
        },
      },
      ...input,
    }),
  );
}

const kinds = () => published.map((event) => event['detail-type']);
const settle = () => context.clock.advance(1000);

describe('SendEmail', () => {
  test('puts a simple mail into the store and tells the bus what becomes of it, tags included', async () => {
    const { MessageId } = await send({
      EmailTags: [{ Name: 'intent', Value: '01ABC' }],
      Content: {
        Simple: {
          Subject: { Data: 'Grüße' },
          Body: { Html: { Data: '<p>Hi</p>' } },
          Headers: [{ Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' }],
        },
      },
    });
    settle();

    const [mail] = ses.mail.list({ limit: 10 });
    expect(mail).toMatchObject({
      id: MessageId,
      subject: 'Grüße',
      html: '<p>Hi</p>',
      to: ['ann@example.org'],
      headers: [{ name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' }],
    });
    expect(kinds()).toEqual(['Email Sent', 'Email Delivered']);
    expect(published[1]).toMatchObject({
      source: 'aws.ses',
      resources: ['arn:aws:ses:eu-central-1:111122223333:configuration-set/crm'],
      detail: {
        eventType: 'Delivery',
        mail: {
          messageId: MessageId,
          source: 'Sales <sales@crm.example>',
          destination: ['ann@example.org'],
          commonHeaders: { subject: 'Grüße' },
          tags: { intent: ['01ABC'], 'ses:configuration-set': ['crm'], 'ses:from-domain': ['crm.example'] },
        },
        delivery: { recipients: ['ann@example.org'], smtpResponse: '250 2.6.0 Message received' },
      },
    });
  });

  test('reads a raw message', async () => {
    const raw = [
      'From: =?utf-8?B?QW5uIE3DvGxsZXI=?= <sales@crm.example>',
      'To: bob@example.org,',
      ' "C, D" <cd@example.org>',
      'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_an?= =?utf-8?Q?_Bob?=',
      'In-Reply-To: <1@x>',
      'Content-Type: multipart/mixed; boundary="b1"',
      '',
      '--b1',
      'Content-Type: multipart/alternative; boundary=b2',
      '',
      '--b2',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=C3=BC=C3=9Fe=',
      ' Bob',
      '--b2',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<p>Grüße</p>').toString('base64'),
      '--b2--',
      '--b1',
      'Content-Type: application/pdf; name="a.pdf"',
      'Content-Disposition: attachment; filename="a.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('%PDF').toString('base64'),
      '--b1--',
      '',
    ].join('\r\n');

    await send({ FromEmailAddress: undefined, Destination: undefined, Content: { Raw: { Data: Buffer.from(raw) } } });

    expect(ses.mail.list({ limit: 1 })[0]).toMatchObject({
      from: 'Ann Müller <sales@crm.example>',
      to: ['bob@example.org', '"C, D" <cd@example.org>'],
      subject: 'Grüße an Bob',
      text: 'Grüße Bob',
      html: '<p>Grüße</p>',
      headers: [{ name: 'In-Reply-To', value: '<1@x>' }],
      attachments: [{ fileName: 'a.pdf', contentType: 'application/pdf', size: 4 }],
    });
  });

  test('fills a template in, and says where the data lacks something instead of sending', async () => {
    const TemplateContent = { Subject: 'For {{name}}', Html: '<p>{{ name }} {{{raw}}} {{a.b}}</p>' };
    const template = (data: unknown) => ({ Template: { TemplateContent, TemplateData: JSON.stringify(data) } });

    await send({ Content: template({ name: 'A & B', raw: '<i>x</i>', a: { b: 1 } }) });
    expect(ses.mail.list({ limit: 1 })[0]).toMatchObject({ subject: 'For A & B', html: '<p>A &amp; B <i>x</i> 1</p>' });

    published = [];
    await send({ Content: template({ name: 'A' }) });
    settle();
    expect(kinds()).toEqual(['Email Rendering Failed', 'Email Delivered']);
    expect(published[0]?.detail).toMatchObject({ failure: { errorMessage: expect.stringContaining("'raw'") } });
  });

  test.each([
    ['an address that is none', { Destination: { ToAddresses: ['nobody'] } }, 'BadRequestException'],
    ['nobody', { Destination: { ToAddresses: [] } }, 'BadRequestException'],
    [
      'more than fifty',
      { Destination: { ToAddresses: Array.from({ length: 51 }, (_, n) => `a${n}@example.org`) } },
      'BadRequestException',
    ],
    ['a domain that is not verified', { FromEmailAddress: 'a@other.example' }, 'MessageRejected'],
    ['a configuration set that does not exist', { ConfigurationSetName: 'none' }, 'NotFoundException'],
    ['a tag with other characters', { EmailTags: [{ Name: 'a', Value: 'b c' }] }, 'BadRequestException'],
  ])('to or from %s is refused and sends nothing', async (_name, input, name) => {
    await expect(send(input)).rejects.toMatchObject({ name });

    expect(ses.mail.list({ limit: 10 })).toEqual([]);
    expect(published).toEqual([]);
  });

  test('that the receiving side had not answered when the process ended is answered after the restart', async () => {
    await send();
    ses.stop();

    restart();

    expect(kinds()).toEqual(['Email Delivered']);
    settle();
    expect(kinds()).toEqual(['Email Delivered']);
  });
});

describe("the simulator's addresses", () => {
  test.each([
    ['success', ['Email Sent', 'Email Delivered']],
    ['bounce+label', ['Email Sent', 'Email Bounced']],
    ['complaint', ['Email Sent', 'Email Delivered', 'Email Complaint Received']],
    ['ooto', ['Email Sent', 'Email Delivered']],
    ['suppressionlist', ['Email Sent', 'Email Bounced']],
  ])('%s does what it does on AWS', async (name, expected) => {
    await send({ Destination: { ToAddresses: [`${name}@simulator.amazonses.com`] } });
    settle();

    expect(kinds()).toEqual(expected);
  });

  test('one recipient bounces and the other is reached', async () => {
    await send({ Destination: { ToAddresses: ['bounce@simulator.amazonses.com', 'ann@example.org'] } });
    settle();

    expect(published[1]?.detail).toMatchObject({ delivery: { recipients: ['ann@example.org'] } });
    expect(published[2]?.detail).toMatchObject({
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: 'bounce@simulator.amazonses.com', action: 'failed', status: '5.1.1' }],
      },
    });
  });
});

test('an address on the suppression list bounces until it is taken off', async () => {
  const EmailAddress = 'Ann@example.org';
  await client.send(new aws.PutSuppressedDestinationCommand({ EmailAddress, Reason: 'COMPLAINT' }));
  const found = await client.send(new aws.GetSuppressedDestinationCommand({ EmailAddress: 'ann@example.org' }));
  expect(found.SuppressedDestination).toMatchObject({ EmailAddress, Reason: 'COMPLAINT' });
  const listed = await client.send(new aws.ListSuppressedDestinationsCommand({}));
  expect(listed.SuppressedDestinationSummaries).toHaveLength(1);

  await send();
  settle();
  expect(published[1]?.detail).toMatchObject({ bounce: { bounceSubType: 'OnAccountSuppressionList' } });

  await client.send(new aws.DeleteSuppressedDestinationCommand({ EmailAddress }));
  await expect(client.send(new aws.GetSuppressedDestinationCommand({ EmailAddress }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
});

test('bulk mail answers per entry and keeps the data of each apart', async () => {
  const { BulkEmailEntryResults } = await client.send(
    new aws.SendBulkEmailCommand({
      FromEmailAddress: 'sales@crm.example',
      DefaultContent: {
        Template: { TemplateContent: { Subject: '{{name}} {{city}}', Text: 'x' }, TemplateData: '{"city":"Bonn"}' },
      },
      DefaultEmailTags: [{ Name: 'campaign', Value: 'c1' }],
      BulkEmailEntries: [
        {
          Destination: { ToAddresses: ['ann@example.org'] },
          ReplacementEmailContent: { ReplacementTemplate: { ReplacementTemplateData: '{"name":"Ann"}' } },
          ReplacementTags: [{ Name: 'intent', Value: 'i1' }],
        },
        {
          Destination: { ToAddresses: ['broken'] },
          ReplacementEmailContent: { ReplacementTemplate: { ReplacementTemplateData: '{"name":"B"}' } },
        },
      ],
    }),
  );

  expect(BulkEmailEntryResults).toMatchObject([{ Status: 'SUCCESS' }, { Status: 'INVALID_PARAMETER' }]);
  expect(ses.mail.list({ limit: 10 })).toMatchObject([{ subject: 'Ann Bonn', tags: { campaign: 'c1', intent: 'i1' } }]);
});

test('identities and the account can be asked for', async () => {
  const account = await client.send(new aws.GetAccountCommand({}));
  expect(account.ProductionAccessEnabled).toBe(true);

  await client.send(new aws.CreateEmailIdentityCommand({ EmailIdentity: 'mail.other.example' }));
  await expect(send({ FromEmailAddress: 'a@mail.other.example' })).resolves.toHaveProperty('MessageId');
  const missing = client.send(new aws.GetEmailIdentityCommand({ EmailIdentity: 'none.example' }));
  await expect(missing).rejects.toMatchObject({ name: 'NotFoundException' });
});

describe('mail that comes in', () => {
  beforeEach(() => {
    ses.receiving.putRule({
      Enabled: true,
      Recipients: ['support.crm.example'],
      Actions: [{ S3Action: { BucketName: 'mail', ObjectKeyPrefix: 'in/' }, LambdaAction: { FunctionArn: 'arn:fn' } }],
    });
  });

  test('goes to the bucket of the rule as it is, and to its function', async () => {
    const raw = 'From: ann@example.org\r\nTo: help@support.crm.example\r\nSubject: Help\r\n\r\nPlease';
    const response = await fetch(`${endpoint.url}/_local/mail?to=help@support.crm.example`, {
      method: 'POST',
      body: raw,
    });

    const { id } = JSON.parse(await response.text());
    expect(stored).toEqual([{ bucket: 'mail', key: `in/${id}`, body: raw }]);
    expect(context.invoked[0]?.event).toMatchObject({
      Records: [{ eventSource: 'aws:ses', ses: { mail: { messageId: id } } }],
    });
    expect(ses.mail.find(id)).toMatchObject({ direction: 'in', subject: 'Help', text: 'Please' });
  });

  test('is also what we send to ourselves', async () => {
    await send({ Destination: { ToAddresses: ['Help <help@support.crm.example>'] } });
    settle();
    await new Promise(setImmediate);

    expect(stored).toHaveLength(1);
    expect(stored[0]?.body).toContain('Subject: Hello');
    expect(ses.mail.list({ limit: 1 })[0]).toMatchObject({ direction: 'in', html: '<p>Hi <b>Ann</b></p>' });
  });

  test('for an address that no rule knows is not taken', async () => {
    const response = await fetch(`${endpoint.url}/_local/mail?to=x@elsewhere.example`, {
      method: 'POST',
      body: 'Subject: x\r\n\r\n',
    });

    expect(response.status).toBe(404);
  });
});

describe('the mail pages', () => {
  const open = async (path: string) => {
    const response = await fetch(`${endpoint.url}${path}`, { redirect: 'manual' });
    return { response, body: await response.text() };
  };

  test('list and show mail, and run nothing of it', async () => {
    const Html = { Data: '<script>alert(1)</script><a href="https://shop.example/?a=1&amp;b=2">Shop</a>' };
    const { MessageId } = await send({ Content: { Simple: { Subject: { Data: '<b>Offer</b>' }, Body: { Html } } } });

    const list = await open('/_local/mail');
    expect(list.body).toContain('&lt;b&gt;Offer&lt;/b&gt;');
    expect(list.body).not.toContain('<b>Offer');
    const mail = await open(`/_local/mail/${MessageId}`);
    expect(mail.body).toMatch(/<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    const html = await open(`/_local/mail/${MessageId}/html`);
    expect(html.response.headers.get('content-security-policy')).toMatch(/^sandbox [^;]*; default-src 'none'/);
    expect(html.response.headers.get('content-security-policy')).not.toContain('script-src');
  });

  test('search and page through the list, also as JSON', async () => {
    for (const name of ['ann', 'bob', 'anna']) await send({ Destination: { ToAddresses: [`${name}@example.org`] } });

    const found = JSON.parse((await open('/_local/mail.json?q=ANN')).body);
    expect(found.map((mail: { to: string[] }) => mail.to[0])).toEqual(['anna@example.org', 'ann@example.org']);
    const older = JSON.parse((await open(`/_local/mail.json?q=ann&limit=1&before=${found[0].id}`)).body);
    expect(older.map((mail: { to: string[] }) => mail.to[0])).toEqual(['ann@example.org']);
  });

  test('tell that a mail was opened and a link followed, and follow no other link', async () => {
    const Html = { Data: '<a href="https://shop.example/?a=1&amp;b=2">Shop</a>' };
    const { MessageId } = await send({ Content: { Simple: { Subject: { Data: 'Offer' }, Body: { Html } } } });
    published = [];

    const html = await open(`/_local/mail/${MessageId}/html`);
    const link = /href="([^"]+)"/.exec(html.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const followed = await open(link);

    expect(followed.response.headers.get('location')).toBe('https://shop.example/?a=1&b=2');
    expect(kinds()).toEqual(['Email Opened', 'Email Clicked']);
    expect(published[1]?.detail).toMatchObject({ click: { link: 'https://shop.example/?a=1&b=2' } });
    const other = await open(`/_local/mail/${MessageId}/click?link=https://evil.example/`);
    expect(other.response.status).toBe(404);
  });
});
