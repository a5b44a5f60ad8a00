import * as z from 'zod';

const content = z.object({ Data: z.string(), Charset: z.string().optional() });
const addresses = z.array(z.string()).default([]);

export const headerSchema = z.object({ Name: z.string(), Value: z.string() });
/** Names and values of tags that SES takes. */
export const tagSchema = z.object({
  Name: z.string().regex(/^[\w:-]{1,256}$/, 'Member must be a tag name'),
  Value: z.string().regex(/^[\w.@-]{1,256}$/, 'Member must be a tag value'),
});
const attachmentSchema = z.object({ FileName: z.string(), ContentType: z.string().optional(), RawContent: z.string() });

export const destinationSchema = z
  .object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })
  .prefault({});

export const templateContentSchema = z.object({
  Subject: z.string().optional(),
  Html: z.string().optional(),
  Text: z.string().optional(),
});

const templateSchema = z.object({
  TemplateName: z.string().optional(),
  TemplateContent: templateContentSchema.optional(),
  TemplateData: z.string().default('{}'),
  Headers: z.array(headerSchema).default([]),
});

const shared = {
  FromEmailAddress: z.string().optional(),
  ReplyToAddresses: addresses,
  ConfigurationSetName: z.string().optional(),
};

/** Input of `SendEmail`. */
export const sendEmailSchema = z.object({
  ...shared,
  Destination: destinationSchema,
  EmailTags: z.array(tagSchema).default([]),
  Content: z.object({
    Simple: z
      .object({
        Subject: content,
        Body: z.object({ Html: content.optional(), Text: content.optional() }),
        Headers: z.array(headerSchema).default([]),
        Attachments: z.array(attachmentSchema).default([]),
      })
      .optional(),
    Raw: z.object({ Data: z.string() }).optional(),
    Template: templateSchema.optional(),
  }),
});

/** Input of `SendBulkEmail`. */
export const sendBulkEmailSchema = z.object({
  ...shared,
  DefaultEmailTags: z.array(tagSchema).default([]),
  DefaultContent: z.object({ Template: templateSchema }),
  BulkEmailEntries: z
    .array(
      z.object({
        Destination: destinationSchema,
        ReplacementTags: z.array(tagSchema).default([]),
        ReplacementHeaders: z.array(headerSchema).default([]),
        ReplacementEmailContent: z
          .object({ ReplacementTemplate: z.object({ ReplacementTemplateData: z.string().default('{}') }).optional() })
          .optional(),
      }),
    )
    .min(1)
    .max(50),
});

export type SendEmailInput = z.output<typeof sendEmailSchema>;
export type SendBulkEmailInput = z.output<typeof sendBulkEmailSchema>;
