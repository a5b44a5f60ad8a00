import { escapeText } from '../protocol/escape.ts';

/** What a page of the sign-in shows. Everything is escaped here. */
export type Page = {
  readonly title: string;
  readonly lead?: string;
  readonly message?: { readonly kind: 'danger' | 'info'; readonly text: string };
  readonly form?: {
    readonly action: string;
    readonly hidden: Readonly<Record<string, string>>;
    readonly fields: readonly Field[];
    readonly submit: string;
  };
  readonly link?: { readonly href: string; readonly text: string };
};

export type Field = {
  readonly name: string;
  readonly label: string;
  readonly type: 'email' | 'password' | 'text';
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: string;
  readonly inputMode?: string;
  readonly isInvalid?: boolean;
  /** A link beside the label. */
  readonly link?: { readonly href: string; readonly text: string };
};

const productName = 'Rapport';

/** The product's mark, as in the staff app. */
const mark =
  '<span class="mark"><svg viewBox="0 0 14 14" fill="none" aria-hidden="true"><path d="M3.6 12V2h3.9a3 3 0 0 1 0 6H3.6M7.4 8l3 4" ' +
  'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg></span>';

/** Writes a page of the sign-in; `base` is the path that its style is below. */
export function renderPage(page: Page, base: string): string {
  const first =
    page.form?.fields.find((field) => field.isInvalid === true) ?? page.form?.fields.find((field) => !field.value);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeText(page.title)} · ${productName}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${escapeText(base)}/style.css">
</head>
<body>
<main>
<div class="brand">${mark}<span>${productName}</span></div>
<div class="card">
<h1>${escapeText(page.title)}</h1>
${page.lead === undefined ? '' : `<p class="lead">${escapeText(page.lead)}</p>`}
${page.message === undefined ? '' : renderMessage(page.message)}
${page.form === undefined ? '' : renderForm(page.form, first)}
</div>
${page.link === undefined ? '' : `<a class="back" href="${escapeText(page.link.href)}">${escapeText(page.link.text)}</a>`}
</main>
</body>
</html>
`;
}

function renderMessage({ kind, text }: NonNullable<Page['message']>): string {
  const role = kind === 'danger' ? 'alert' : 'status';
  return `<p class="message ${kind}" role="${role}" id="message">${escapeText(text)}</p>`;
}

function renderForm(form: NonNullable<Page['form']>, focused: Field | undefined): string {
  const hidden = Object.entries(form.hidden).map(
    ([name, value]) => `<input type="hidden" name="${escapeText(name)}" value="${escapeText(value)}">`,
  );
  const fields = form.fields.map((field) => renderField(field, field === focused));
  return `<form method="post" action="${escapeText(form.action)}">
${hidden.join('\n')}
${fields.join('\n')}
<button type="submit">${escapeText(form.submit)}</button>
</form>`;
}

function renderField(field: Field, isFocused: boolean): string {
  const described = [
    field.hint === undefined ? '' : `${field.name}-hint`,
    field.isInvalid === true ? 'message' : '',
  ].filter(Boolean);
  const attributes = [
    `id="${field.name}"`,
    `name="${field.name}"`,
    `type="${field.type}"`,
    `autocomplete="${field.autocomplete}"`,
    'required',
    ...(field.type === 'email' ? ['autocapitalize="none"', 'spellcheck="false"'] : []),
    ...(field.value === undefined ? [] : [`value="${escapeText(field.value)}"`]),
    ...(field.inputMode === undefined ? [] : [`inputmode="${field.inputMode}"`]),
    ...(field.isInvalid === true ? ['aria-invalid="true"'] : []),
    ...(described.length === 0 ? [] : [`aria-describedby="${described.join(' ')}"`]),
    ...(isFocused ? ['autofocus'] : []),
  ];
  const link =
    field.link === undefined ? '' : `<a href="${escapeText(field.link.href)}">${escapeText(field.link.text)}</a>`;
  return `<div class="field">
<label for="${field.name}">${escapeText(field.label)}</label>
<input ${attributes.join(' ')}>
${field.hint === undefined ? '' : `<p class="hint" id="${field.name}-hint">${escapeText(field.hint)}</p>`}
${link}
</div>`;
}
