import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { demoPassword } from '#test/demo/people.ts';

/** A page of the staff app, and everything that went wrong on it. */
export type App = { readonly page: Page; readonly faults: string[] };

/** Opens the app at `url` and signs in through the managed login pages, as a person would. */
export const signInAt = async (
  url: string,
  browser: Browser,
  email: string,
  options: BrowserContextOptions = {},
): Promise<App> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).first().waitFor();
  return { page, faults };
};

/** How a phone shows the app. */
export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
