import type { Browser, BrowserContextOptions } from 'playwright-core';
import { expect, inject } from 'vitest';
import { type App, signInAt } from './sign-in.ts';

/** The app of the runtime under test, signed in as a demo person. */
export const signIn = (browser: Browser, email: string, options: BrowserContextOptions = {}): Promise<App> =>
  signInAt(inject('url'), browser, email, options);

/** Says which faults there were. */
export const expectNoFaults = ({ faults }: App): void => expect(faults).toEqual([]);
