import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { unique } from '../api/world.ts';
import { expectNoFaults, signIn } from './app.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

test('a browser that speaks German is spoken to in German before anybody has signed in', async () => {
  const context = await browser.newContext({ locale: 'de-AT' });
  const page = await context.newPage();

  await page.goto(inject('url'));

  await page.getByRole('button', { name: 'Anmelden' }).waitFor();
  expect(await page.evaluate('document.documentElement.lang')).toBe('de-AT');
  await context.close();
});

test('the app is switched to German, reads and writes German days, and says in German what is wrong', async () => {
  const app = await signIn(browser, 'agent@demo.example');
  const { page } = app;
  const title = `Angebot ${unique()}`;

  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Deutsch' }).click();
  await page.getByRole('navigation', { name: 'Hauptnavigation' }).waitFor();
  await page.getByRole('link', { name: 'Aufgaben', exact: true }).click();
  await page.getByRole('button', { name: 'Aufgabe anlegen' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Aufgabe anlegen' });
  await dialog.getByRole('button', { name: 'Anlegen', exact: true }).click();
  await dialog.getByText('fehlt').first().waitFor();
  await dialog.getByLabel('Titel').fill(title);
  await dialog.getByLabel('Fällig am', { exact: true }).fill('24.12.2031');
  await dialog.getByRole('button', { name: 'Anlegen', exact: true }).click();

  await page.getByRole('main').getByText('24.12.2031').first().waitFor();

  await page.getByRole('button', { name: /^Konto/ }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  await page.getByRole('main').getByText('24 Dec 2031').first().waitFor();
  // the answer that says that the title is missing is one of the faults that the browser logs itself
  app.faults.splice(0, app.faults.length, ...app.faults.filter((fault) => !/status of 400/.test(fault)));
  expectNoFaults(app);
  await page.context().close();
});
