import sanitizeHtml from 'sanitize-html';

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'br',
    'b',
    'strong',
    'i',
    'em',
    'u',
    's',
    'a',
    'ul',
    'ol',
    'li',
    'blockquote',
    'code',
    'pre',
    'h1',
    'h2',
    'h3',
    'hr',
    'span',
  ],
  allowedAttributes: { a: ['href', 'title'], span: ['data-mention'] },
  allowedSchemes: ['https', 'http', 'mailto', 'tel'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
};

/** Rich text reduced to an allow-list of tags and attributes; doing it twice changes nothing more. */
export const sanitiseHtml = (html: string): string => sanitizeHtml(html, allowed);
