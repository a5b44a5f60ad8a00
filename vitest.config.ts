import solid from 'vite-plugin-solid';
import { configDefaults, defineConfig } from 'vitest/config';
import { declarations } from './web/build/declarations.ts';

export default defineConfig({
  test: {
    // one core would wait while a browser does
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          // modules hold nothing that a test could leave behind, and loading them anew for each file takes as long as the tests
          isolate: false,
          environment: 'node',
          include: [
            '{shared,functions,infra,local}/**/*.test.ts',
            'test/{architecture,template,simulation,security,budget}/**/*.test.ts',
          ],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'conformance',
          environment: 'node',
          include: ['test/conformance/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        plugins: [solid({ hot: false }), declarations()],
        test: {
          name: 'web',
          environment: 'happy-dom',
          include: ['web/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, 'web/e2e/**'],
        },
      },
      {
        test: {
          name: 'api',
          environment: 'node',
          include: ['test/api/**/*.test.ts'],
          globalSetup: ['test/runtime.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // one runtime is shared by all files
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/runtime.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
