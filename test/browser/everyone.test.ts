import AxeBuilder from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { unique } from '../api/world.ts';
import { expectNoFaults, signIn } from './app.ts';
import { launchChromium } from './chromium.ts';
import { tellingScreensAt } from './screens.ts';
import { phone } from './sign-in.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

const changing = 'document.getAnimations().filter((a) => a instanceof CSSTransition).length';
const standards = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

test('screens are open to everybody, as far as axe can tell, in light and in dark', async () => {
  const app = await signIn(browser, 'admin@demo.example', { colorScheme: 'light' });
  const { page } = app;
  const origin = inject('url');
  const found: string[] = [];
  const check = async (name: string, axe: AxeBuilder): Promise<void> => {
    const { violations } = await axe.analyze();
    found.push(...violations.map((v) => `${name}: ${v.id}: ${v.nodes[0]?.target.join(' ')}: ${v.help}`));
  };
  for (const { name, path } of await tellingScreensAt(origin)) {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(origin + path);
    await page.getByRole('main').waitFor();
    await page.waitForLoadState('networkidle');
    await check(name, new AxeBuilder({ page }).withTags(standards));
    // what differs is colours
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => page.evaluate(changing)).toBe(0);
    await check(`${name} in dark`, new AxeBuilder({ page }).withRules('color-contrast'));
  }
  expect(found).toEqual([]);
  expectNoFaults(app);
  await page.context().close();
});

test('screens are no wider than a phone', async () => {
  const app = await signIn(browser, 'admin@demo.example', phone);
  const { page } = app;
  const origin = inject('url');
  const wider: string[] = [];
  for (const { name, path } of await tellingScreensAt(origin)) {
    await page.goto(origin + path);
    await page.getByRole('main').waitFor();
    await page.waitForLoadState('networkidle');
    const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
    if (width > 390) wider.push(`${name}: ${width}`);
  }
  expect(wider).toEqual([]);
  expectNoFaults(app);
  await page.context().close();
});

test('a deal is made, found and moved by keyboard alone', async () => {
  const app = await signIn(browser, 'manager@demo.example');
  const { page } = app;
  const name = `Keyboard ${unique()}`;
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.getByRole('region', { name: /^Qualified,/ }).waitFor();
  await page.keyboard.press('c');
  await page.keyboard.press('d');
  await page.getByRole('dialog').waitFor();
  await page.getByRole('dialog').getByLabel('Name').and(page.locator(':focus')).waitFor();
  await page.keyboard.type(name);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search records and commands' }).waitFor();
  await page.keyboard.type(name);
  await page
    .getByRole('option', { name: new RegExp(name) })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name }).first().waitFor();
  await page.goBack();
  const card = page.getByRole('article', { name: new RegExp(name) });
  await card.waitFor();
  await card.focus();
  await page.keyboard.press('Alt+ArrowRight');
  await page
    .getByRole('region', { name: /^Discovery,/ })
    .getByRole('article', { name: new RegExp(name) })
    .waitFor();
  expectNoFaults(app);
  await page.context().close();
});

test('on a phone a deal is found, and moved with a thumb', async () => {
  const app = await signIn(browser, 'manager@demo.example', phone);
  const { page } = app;
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'More' }).tap();
  await page.getByRole('dialog').getByRole('link', { name: 'Deals' }).tap();
  const card = page.getByRole('article').first();
  const title = (await card.getByRole('heading').first().textContent()) ?? '';
  await card.getByRole('button', { name: /Actions/ }).tap();
  await page.getByRole('menuitem', { name: 'Discovery' }).tap();
  await page.getByRole('status').getByText(`${title} moved to Discovery`).first().waitFor();
  expectNoFaults(app);
  await page.context().close();
});
