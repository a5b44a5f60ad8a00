import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { unique } from '../api/world.ts';
import { expectNoFaults, signIn } from './app.ts';
import { launchChromium } from './chromium.ts';
import type { App } from './sign-in.ts';

let browser: Browser;
let app: App;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  app = await signIn(browser, 'admin@demo.example');
  page = app.page;
});
afterAll(async () => {
  expectNoFaults(app);
  await browser.close();
});

const open = async (path: string): Promise<void> => {
  await page.goto(inject('url') + path);
  await page.getByRole('grid').getByRole('row').nth(3).waitFor();
};
/** What the marked cell of the grid says. */
const marked = async (): Promise<string> => {
  const id = await page.getByRole('grid').getAttribute('aria-activedescendant');
  return (await page.locator(`[id="${id}"]`).textContent()) ?? '';
};

test('a cell is changed by typing into it, left as it was by Escape, and Tab goes on', async () => {
  await open('/companies?columns=name,industry,employees');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  const word = `Typed ${unique()}`;
  await page.keyboard.type(word, { delay: 20 });
  await page.getByRole('grid').getByRole('textbox').waitFor();
  await page.keyboard.press('Tab');
  await page.getByRole('gridcell', { name: word }).waitFor();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(marked).toBe(word);

  await page.keyboard.press('Enter');
  await page.getByRole('grid').getByRole('textbox').fill('never');
  await page.keyboard.press('Escape');
  await expect.poll(marked).toBe(word);
});

test('Space shows the record beside the list, the arrows go through the rows, and Escape ends it', async () => {
  await open('/companies');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  const peek = page.getByRole('complementary', { name: /^Beside the list/ });
  await peek.getByRole('tab', { name: 'Activity' }).waitFor();
  const first = await peek.getByRole('heading').first().textContent();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => peek.getByRole('heading').first().textContent()).not.toBe(first);
  await page.keyboard.press('Escape');
  await peek.waitFor({ state: 'detached' });
});

test('deals are grouped by stage with their sums, and a column has the calculation that was chosen', async () => {
  await open('/deals?layout=table');
  await page.getByRole('button', { name: 'Group', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Stage' }).click();
  const group = page.getByRole('button', { name: /^Qualified: \d+ records?$/ });
  await group.waitFor();
  expect(await group.getAttribute('aria-expanded')).toBe('true');
  await group.click();
  await expect.poll(() => group.getAttribute('aria-expanded')).toBe('false');
  await page.getByRole('button', { name: /^Calculate Amount/ }).click();
  await page.getByRole('menuitem', { name: 'Average' }).click();
  await page.getByRole('button', { name: /^Calculate Amount: Average .*\d/ }).waitFor();
  expect(page.url()).toContain('group=stageId');
});

test('a task is moved to another day of the calendar by keyboard', async () => {
  await page.goto(`${inject('url')}/tasks?layout=calendar`);
  const days = page.getByRole('main').getByRole('listitem');
  const day = days.filter({ has: page.getByRole('link') });
  await day.first().waitFor();
  const link = day.first().getByRole('link').first();
  const title = (await link.textContent())?.trim() ?? '';
  const href = await link.getAttribute('href');
  const before = await day.first().getAttribute('aria-label');
  await link.focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByText(`${title} moved to`).first().waitFor();
  await expect.poll(() => page.locator(`[aria-label="${before}"] a[href="${href}"]`).count()).toBe(0);
});
