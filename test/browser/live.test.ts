import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { as, unique } from '../api/world.ts';
import { expectNoFaults, signIn } from './app.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const rep = as('rep1@demo.example');
const manager = as('manager@demo.example');

test('two people see each other at a record, and what the other does there', async () => {
  const company = await rep.company.create({ body: { name: `Shared ${unique()}` } });
  const [mine, theirs] = [await signIn(browser, 'rep1@demo.example'), await signIn(browser, 'manager@demo.example')];
  const address = `${new URL(mine.page.url()).origin}/companies/${company.id}`;

  await mine.page.goto(address);
  await theirs.page.goto(address);
  await mine.page.getByText('Dustin Brinkmann is looking at this').waitFor({ state: 'attached' });
  await theirs.page.getByText('Anna Snelling is looking at this').waitFor({ state: 'attached' });

  const note = `Called them ${unique()}`;
  await rep.note.create({ body: { body: note, companyId: company.id } });
  await theirs.page.getByText(note).first().waitFor();
  const name = `Renamed ${unique()}`;
  await manager.company.update({ params: { id: company.id }, ifMatch: company.version, body: { name } });
  await mine.page.getByRole('heading', { name }).waitFor();

  await theirs.page.getByRole('link', { name: 'Home' }).click();
  await mine.page.getByText('Dustin Brinkmann is looking at this').waitFor({ state: 'detached' });
  for (const app of [mine, theirs]) {
    expectNoFaults(app);
    await app.page.context().close();
  }
});

test('a list shows what somebody else adds, and the bell what one is given', async () => {
  const app = await signIn(browser, 'rep2@demo.example');
  const { page } = app;
  const repId = String((await as('rep2@demo.example').me.get({})).user.id);
  await page.goto(`${new URL(page.url()).origin}/companies`);
  await page.getByRole('row').nth(2).waitFor();

  const name = `AAA ${unique()}`;
  await rep.company.create({ body: { name } });
  await page.getByText(name).first().waitFor();
  const title = `Send ${unique()}`;
  await manager.task.create({ body: { title, ownerId: repId } });
  await page.getByRole('button', { name: /^Notifications: \d+ unread$/ }).click();
  await page.getByRole('link', { name: title }).waitFor();
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await page.getByRole('button', { name: 'Mark all as read' }).waitFor({ state: 'detached' });

  expect(await page.locator('[aria-label="Notifications"]').count()).toBeGreaterThan(0);
  expectNoFaults(app);
  await page.context().close();
});
