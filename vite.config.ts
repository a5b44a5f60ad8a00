import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { declarations } from './web/build/declarations.ts';

export default defineConfig({
  root: 'web',
  plugins: [tailwindcss(), solid(), declarations()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    // fonts must come from 'self' under the content security policy, so nothing is inlined as data:
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // shared icons would otherwise each become a chunk of 0.3 kB
          groups: [
            { name: 'core', test: /node_modules\/(solid-js|@solidjs|@tanstack\/(query-core|solid-query))\// },
            { name: 'icons', test: /lucide-solid|web\/ui\/icons\.ts/ },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', port: 5173 },
});
