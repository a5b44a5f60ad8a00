import type { Browser, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { demoPassword } from '#test/demo/people.ts';

/** A page of the staff app, and everything that went wrong on it. */
export type App = { readonly page: Page; readonly faults: string[] };

/** Opens the app and signs in through the managed login pages, as a person would. */
export const signIn = async (
  browser: Browser,
  email: string,
  viewport = { width: 1440, height: 900 },
): Promise<App> => {
  const context = await browser.newContext({ viewport, locale: 'en-GB' });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(inject('url'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return { page, faults };
};

/** Says which of the faults are none of those expected. */
export const expectNoFaults = ({ faults }: App): void => expect(faults).toEqual([]);
