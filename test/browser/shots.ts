import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startRuntime } from '#test/load/runtime-process.ts';
import { launchChromium } from './chromium.ts';
import { screensAt } from './screens.ts';
import { phone, signInAt } from './sign-in.ts';

const folder = join(import.meta.dirname, '../../shots');
const only = process.argv[2];
const sizes = { 1440: {}, 390: phone } as const;
const themes = ['light', 'dark'] as const;

/** Until what the screen asked for is there, and fonts and pictures are drawn. */
const settled = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle');
  await page.evaluate('document.fonts.ready.then(() => undefined)');
};

// pictures of every screen, both themes, wide and on a phone, of a runtime with the demo data: npm run shots [-- part of a name]
const data = mkdtempSync(join(tmpdir(), 'rapport-shots-'));
const running = process.env.CRM_TEST_URL;
const runtime = running ? undefined : await startRuntime(data);
const url = running ?? runtime?.url ?? '';
const browser = await launchChromium();
try {
  mkdirSync(folder, { recursive: true });
  const screens = (await screensAt(url)).filter(({ name }) => only === undefined || name.includes(only));
  for (const [width, size] of Object.entries(sizes))
    for (const colorScheme of themes) {
      const { page, faults } = await signInAt(url, browser, 'admin@demo.example', { ...size, colorScheme });
      for (const { name, path } of screens) {
        await page.goto(url + path);
        await settled(page);
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
        for (const fault of faults.splice(0)) console.log(`${name} at ${width}, ${colorScheme}: ${fault}`);
      }
      await page.context().close();
    }
  console.log(`${screens.length} screens, each four times, are in ${folder}`);
} finally {
  await browser.close();
  await runtime?.stop();
  rmSync(data, { recursive: true, force: true });
}
